import type { ErrorObject } from 'ajv';

import { withoutCredentials } from '../error/without-credentials.js';
import { nearest } from '../model/nearest.js';
import { textPatternProblem } from '../model/text-pattern.js';

/** Characters of a wrong value that a message repeats. */
const SHOWN = 60;

type Params = Readonly<Record<string, unknown>>;

/** The schema around a keyword, as far as messages are made of it. */
export type PartOfSchema =
  | {
      readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
      readonly errorMessage?: string;
      readonly examples?: readonly unknown[];
    }
  | undefined;

/** As Ajv tells it, with `verbose`. */
type SchemaError = Omit<ErrorObject, 'parentSchema'> & { readonly parentSchema?: PartOfSchema };

/** By the keyword; `if` only says that `then` or `else` failed. */
const SENTENCES: Readonly<Record<string, (error: SchemaError, params: Params) => string>> = {
  required: ({ parentSchema }, { missingProperty }) => {
    const name = String(missingProperty);
    return ` has no '${name}'. Give it: ${lowerCaseFirst(parentSchema?.properties?.[name]?.description ?? '')}`;
  },
  type: ({ data, parentSchema }, { type }) =>
    ` is ${found(data)}. Give ${expected(type)}${example(parentSchema)}.`,
  enum: ({ data }, { allowedValues }) => {
    const allowed = (allowedValues as readonly unknown[]).map(String);
    return ` is ${found(data)}.${nearest(String(data), allowed)} It may be ${allowed.join(', ')}.`;
  },
  const: ({ data, schema, parentSchema }) =>
    ` is ${found(data)}.${nearest(String(data), [String(schema)])} ${remark(parentSchema)}`,
  not: ({ parentSchema }) => `: ${remark(parentSchema)}`,
  propertyNames: ({ parentSchema }, { propertyName }) =>
    `: '${String(propertyName)}' can be no name. ${remark(parentSchema)}`,
  minLength: () => ' is empty. Give a text.',
  minItems: () => ' is empty. Give at least one.',
  minProperties: () => ' is empty. Give at least one.',
  minimum: ({ data }, { limit }) => ` is ${found(data)}. Give ${String(limit)} or more.`,
  pattern: ({ data, parentSchema }) => ` is ${found(data)}. ${remark(parentSchema)}`,
  format: ({ data }) => ` is ${found(data)}, which ${correction(String(data))}`,
};

/** A pattern is the only text here that has a format. */
function correction(pattern: string): string {
  const problem = textPatternProblem(pattern) ?? '';
  return problem.endsWith('expression.') ? `${problem} Correct it.` : problem;
}

/**
 * What is said of a broken keyword, behind the place; `undefined` where other errors say it.
 *
 * @param name - of the member that is wrong: the values of secrets are not told
 */
export function sentenceOf(error: ErrorObject, name: string): string | undefined {
  const isSecret = SECRETS.test(name);
  const told = isSecret && !isEmpty(error.data) ? { ...error, data: HIDDEN } : error;
  return SENTENCES[error.keyword]?.(told as SchemaError, error.params as Params);
}

/** What the schema has to say of a value that is wrong. */
function remark(schema: PartOfSchema): string {
  return schema?.errorMessage ?? '';
}

function example(schema: PartOfSchema): string {
  const [first] = schema?.examples ?? [];
  return first === undefined ? '' : `, e.g. ${JSON.stringify(first, null, 1).replace(/\s+/g, ' ')}`;
}

function lowerCaseFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whose values a message keeps to itself: it goes to logs. */
const SECRETS = /secret|password|token/i;

const HIDDEN = Symbol('hidden');

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

function found(value: unknown): string {
  if (value === HIDDEN) return 'something else';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const bare = withoutCredentials(typeof value === 'string' ? value : JSON.stringify(value));
  const text = bare.replace(/\p{Cc}/gu, '\u{FFFD}');
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return typeof value === 'string' ? `the text '${cut}'` : cut;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'nothing',
};

function expected(type: unknown): string {
  return [type]
    .flat()
    .map((name) => TYPES[String(name)] ?? String(name))
    .join(' or ');
}
