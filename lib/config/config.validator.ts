import { Ajv, type ErrorObject } from 'ajv';

import { nearest } from '../model/nearest.js';
import { CONFIG_SCHEMA } from './config.schema.js';
import { withoutCredentials } from '../error/without-credentials.js';
import type { ConfigPath, ConfigPlaces } from './config-places.js';

/** Mistakes that one message lists. */
const MAX_PROBLEMS = 100;

/** Characters of a wrong value that a message repeats. */
const SHOWN = 60;

const isValid = new Ajv({
  allErrors: true,
  verbose: true,
  strict: false,
  formats: { regex: isRegularExpression },
}).compile(CONFIG_SCHEMA);

/** What the schema says of a configuration. */
export interface SchemaVerdict {
  /** A sentence each with place, what was found, and what may be. */
  readonly problems: readonly string[];
  /** Whether an endpoint, by its position, is as it should be. */
  isSound(endpoint: number): boolean;
}

/** Compares a configuration with its schema. */
export function judgeConfig(value: unknown, places: ConfigPlaces): SchemaVerdict {
  if (value === null || value === undefined)
    return {
      problems: [`${places.at([])}: it is empty. Give at least 'endpoints'.`],
      isSound: () => false,
    };
  const errors = isValid(value) ? [] : withoutRepeats(isValid.errors ?? []);
  const problems = new Set(
    errors.slice(0, MAX_PROBLEMS).flatMap((error) => problemOf(error, value, places)),
  );
  return {
    problems: [...problems],
    isSound: (endpoint) =>
      !errors.some(({ instancePath }) => `${instancePath}/`.startsWith(`/endpoints/${endpoint}/`)),
  };
}

/** The branches of the schema repeat what it says around them, and names are judged by their parent. */
function withoutRepeats(errors: readonly ErrorObject[]): ErrorObject[] {
  const typed = new Set<string>();
  return errors.filter(({ keyword, instancePath, propertyName }) => {
    if (keyword === 'if') return false;
    if (keyword === 'pattern') return propertyName === undefined;
    if (keyword !== 'type') return true;
    const isFirst = !typed.has(instancePath);
    typed.add(instancePath);
    return isFirst;
  });
}

type Params = Readonly<Record<string, unknown>>;

/** The schema around a keyword, as far as messages are made of it. */
type PartOfSchema =
  | {
      readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
      readonly errorMessage?: string;
      readonly examples?: readonly unknown[];
    }
  | undefined;

/** As Ajv tells it, with `verbose`. */
type SchemaError = Omit<ErrorObject, 'parentSchema'> & { readonly parentSchema?: PartOfSchema };

/** What is said of a broken keyword, behind the place; `if` only says that `then` or `else` failed. */
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
  format: ({ data }) => ` is ${found(data)}, which is no regular expression. Correct it.`,
};

function problemOf(error: ErrorObject, value: unknown, places: ConfigPlaces): string[] {
  const path = pathOf(error.instancePath, value);
  const params = error.params as Params;
  if (error.keyword === 'additionalProperties')
    return [unknownOption(error, [...path, String(params.additionalProperty)], places)];
  const isSecret = SECRETS.test(String(path.at(-1)));
  const told = isSecret && !isEmpty(error.data) ? { ...error, data: HIDDEN } : error;
  const sentence = SENTENCES[error.keyword];
  if (sentence === undefined) return [];
  return [
    `${places.at(path)}${path.length === 0 ? ': it' : ''}${sentence(told as SchemaError, params)}`,
  ];
}

function unknownOption(error: ErrorObject, path: ConfigPath, places: ConfigPlaces): string {
  const known = Object.keys((error.parentSchema as PartOfSchema)?.properties ?? {});
  const shown = known.filter((name) => !/[a-z][A-Z]/.test(name));
  const list = known.length === 0 ? '' : ` The options here are ${shown.join(', ')}.`;
  return `${places.at(path)}: there is no such option.${nearest(String(path.at(-1)), known)}${list}`;
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

/** A JSON Pointer, with the positions in lists as numbers. @see RFC 6901 */
function pathOf(pointer: string, value: unknown): ConfigPath {
  const path: (string | number)[] = [];
  let at = value;
  for (const escaped of pointer.split('/').slice(1)) {
    const step = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(step) : step);
    at = (at as Record<string, unknown> | undefined)?.[step];
  }
  return path;
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

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false; // RegExp throws for nothing else.
  }
}
