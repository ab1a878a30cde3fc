import leven from 'leven';

import { FIELD_KINDS } from './field-kinds.js';
import type { FieldKind } from './field-kind.interface.js';

/** A field as it was asked for. */
export interface FieldRequest {
  readonly name: string;
  readonly type: string;
  readonly kind: FieldKind;
  readonly argument: string | undefined;
  readonly isOptional: boolean;
}

const FORM = /^(?<name>[^:]*):(?<type>[^:?]*)(?::(?<argument>[^:?]+))?(?<mark>\?)?$/;
const NAME = /^[a-z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*$/;

/** Every resource has these without being told, or has a method of that name. */
const TAKEN = [
  'id',
  'created_at',
  'updated_at',
  'version',
  ...['constructor', 'em', 'queryset', 'scope', 'background'],
  ...['list', 'retrieve', 'create', 'update', 'destroy'],
  ...['get', 'post', 'put', 'patch', 'delete'],
];

/**
 * Reads `title:string price:decimal:10,2?`.
 *
 * @throws {@link Error} with every mistake, and what was probably meant
 */
export function parseFields(words: readonly string[]): FieldRequest[] {
  if (words.length === 0)
    throw new Error(
      'An endpoint needs fields, in quotes after its name: "title:string price:decimal?"',
    );
  const problems: string[] = [];
  const fields = words.flatMap((word) => readField(word, problems));
  const names = fields.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  problems.push(...twice.map((name) => `'${name}' is there twice.`));
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\nNothing was written.`);
  return fields;
}

function readField(word: string, problems: string[]): FieldRequest[] {
  const { name = '', type = '', argument, mark } = FORM.exec(word)?.groups ?? {};
  const found = problemOf(word, { name, type, argument });
  if (found !== undefined) {
    problems.push(found);
    return [];
  }
  const kind = FIELD_KINDS[type as keyof typeof FIELD_KINDS];
  return [{ name, type, kind, argument, isOptional: mark !== undefined }];
}

function problemOf(
  word: string,
  { name, type, argument }: { name: string; type: string; argument: string | undefined },
): string | undefined {
  if (type === '') return `'${word}' is no field: write name:type, such as title:string.`;
  if (!NAME.test(name)) return `'${word}': a field's name is letters, digits and '_'.`;
  if (TAKEN.includes(name))
    return `'${word}': '${name}' is of every endpoint; choose another name.`;
  if (!Object.hasOwn(FIELD_KINDS, type))
    return `'${word}': there is no field type '${type}'. ${suggestion(type)}`;
  return argumentProblem(word, FIELD_KINDS[type as keyof typeof FIELD_KINDS], argument);
}

function argumentProblem(
  word: string,
  { argument: expected }: FieldKind,
  argument: string | undefined,
): string | undefined {
  const base = word.split(':').slice(0, 2).join(':').replace('?', '');
  if (argument === undefined)
    return expected?.isRequired ? `'${word}' needs values: ${base}:${expected.example}` : undefined;
  if (expected === undefined) return `'${word}': nothing may follow the type but '?'.`;
  if (!expected.pattern.test(argument))
    return `'${word}': what follows the type is written as in ${base}:${expected.example}`;
  const problem = expected.problem?.(argument);
  return problem && `'${word}': ${problem}`;
}

/** The known names are few, so that one of them is always named. */
function suggestion(type: string): string {
  const known = Object.keys(FIELD_KINDS);
  const distance = (name: string) => leven(type.toLowerCase(), name);
  const [best = ''] = [...known].sort((a, b) => distance(a) - distance(b));
  return `Did you mean '${COMMON_NAMES[type.toLowerCase()] ?? best}'? There are: ${known.join(', ')}.`;
}

/** What the types are called elsewhere. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  str: 'string',
  varchar: 'string',
  number: 'int',
  integer: 'int',
  long: 'bigint',
  double: 'float',
  money: 'decimal',
  numeric: 'decimal',
  bool: 'boolean',
  timestamp: 'datetime',
  object: 'json',
};
