import {
  Serializer,
  SERIALIZER_OPTION_NAMES,
  type SerializerDeclaration,
  serializerOptionsOf,
} from '../declare/serializer.js';
import { type MemberNames, nameProblems } from './name-list.check.js';
import { isOptions, optionNameProblems } from './option-names.check.js';

/** What is wrong with `serializer`. */
export function serializerProblems(
  declaration: SerializerDeclaration | undefined,
  members: MemberNames,
): string[] {
  if (declaration === undefined) return [];
  if (!isSerializer(declaration))
    return [
      `'serializer' is neither lists of members nor a class that extends Serializer. Write e.g. { read: ['id', '${members?.[0] ?? 'title'}'] }.`,
    ];
  const options = serializerOptionsOf(declaration);
  const problems = optionNameProblems('serializer', options, SERIALIZER_OPTION_NAMES);
  if (options.fields && (options.read ?? options.write))
    problems.push(`'serializer' has 'fields' beside 'read' or 'write'. Give one or the other.`);
  for (const list of ['fields', 'read', 'write'] as const)
    problems.push(...listProblems(`serializer.${list}`, options[list], members));
  return problems;
}

function isSerializer(declaration: unknown): declaration is SerializerDeclaration {
  if (typeof declaration === 'function') return declaration.prototype instanceof Serializer;
  return isOptions(declaration);
}

function listProblems(place: string, list: unknown, members: MemberNames): string[] {
  if (list === undefined) return [];
  if (Array.isArray(list) && list.length === 0)
    return [
      `'${place}' is empty, so that answers would show nothing. Name a member, or remove it.`,
    ];
  return nameProblems(place, list, members);
}
