import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { codecOf } from './codec-of.js';
import { InvalidValue } from './column-codec.interface.js';
import { columnTypeOf } from './column-kinds.js';
import { withArticle } from './with-article.js';

function inapplicable({ type, constraints }: FieldModel): readonly string[] {
  const applicable: ReadonlySet<string> = new Set(columnTypeOf(type).applicable);
  return Object.keys(constraints)
    .filter((name) => constraints[name as keyof FieldConstraints] !== undefined)
    .filter((name) => !applicable.has(name))
    .map((name) => `'${name}' means nothing for ${withArticle(type)}; remove it`);
}

/** Why a value that a program makes for a field is not one; `undefined` where it is. */
function refusal(field: FieldModel, value: unknown): string | undefined {
  if (value === null && field.optional) return undefined;
  // PostgreSQL's codec, since SQLite's refuses decimals that are right elsewhere.
  const codec = codecOf(field, 'postgresql');
  const parsed = codec.parse(value);
  if (parsed instanceof InvalidValue) return parsed.msg;
  return codec.constraints.find((constraint) => !constraint.accepts(parsed))?.msg;
}

function defaultProblems(field: FieldModel): readonly string[] {
  if (field.defaultValue === undefined) return [];
  let value: unknown;
  try {
    value = field.defaultValue();
  } catch (thrown) {
    return [thrownBy(thrown)];
  }
  const msg = refusal(field, value);
  return msg === undefined ? [] : [`'default' is no value of the field (${msg}); give another`];
}

function thrownBy(thrown: unknown): string {
  const what =
    thrown instanceof Error
      ? `${withArticle(thrown.name)}: '${thrown.message}'`
      : `'${String(thrown)}'`;
  return `'default' threw ${what} when it was called to be looked at; let it return a value of the field`;
}

/**
 * What is wrong with a field's constraints and default, one sentence each with the remedy. Its
 * default is made once to be looked at.
 */
export function columnProblems(field: FieldModel): readonly string[] {
  const problems = [...inapplicable(field), ...columnTypeOf(field.type).problems(field)];
  return problems.length > 0 ? problems : defaultProblems(field);
}
