import { Ajv, type ErrorObject } from 'ajv';

import { nearest } from '../model/nearest.js';
import { CONFIG_SCHEMA } from './config.schema.js';
import { snakeCase } from './json-schema.js';
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
  const errors = isValid(value) ? [] : (isValid.errors ?? []);
  const problems = new Set(errors.flatMap((error) => problemOf(error, value, places)));
  return {
    problems: [...problems].slice(0, MAX_PROBLEMS),
    isSound: (endpoint) =>
      !errors.some(({ instancePath }) => `${instancePath}/`.startsWith(`/endpoints/${endpoint}/`)),
  };
}

type Params = Readonly<Record<string, unknown>>;

/** What is said of a broken keyword, behind the place; `if` only says that `then` or `else` failed. */
const SENTENCES: Readonly<Record<string, (error: ErrorObject, params: Params) => string>> = {
  required: (_error, { missingProperty }) => ` has no '${String(missingProperty)}'. Give it.`,
  type: ({ data }, { type }) => ` is ${found(data)}. Give ${expected(type)}.`,
  enum: ({ data }, { allowedValues }) => {
    const allowed = (allowedValues as readonly unknown[]).map(String);
    return ` is ${found(data)}.${nearest(String(data), allowed)} It may be ${allowed.join(', ')}.`;
  },
  minLength: () => ' is empty. Give a text.',
  minItems: () => ' is empty. Give at least one.',
  minProperties: () => ' is empty. Give at least one.',
  minimum: ({ data }, { limit }) => ` is ${found(data)}. Give ${String(limit)} or more.`,
  pattern: ({ data }) => ` is ${found(data)}. Write 'table.column'.`,
  format: ({ data }) => ` is ${found(data)}, which is no regular expression. Correct it.`,
};

function problemOf(error: ErrorObject, value: unknown, places: ConfigPlaces): string[] {
  const path = pathOf(error.instancePath, value);
  const params = error.params as Params;
  if (error.keyword === 'additionalProperties')
    return [unknownOption(error, [...path, String(params.additionalProperty)], places)];
  const sentence = SENTENCES[error.keyword];
  if (sentence === undefined) return [];
  return [`${places.at(path)}${path.length === 0 ? ': it' : ''}${sentence(error, params)}`];
}

function unknownOption(error: ErrorObject, path: ConfigPath, places: ConfigPlaces): string {
  const schema = (error.parentSchema ?? {}) as { readonly properties?: object };
  const known = Object.keys(schema.properties ?? {});
  const shown = known.filter((name) => snakeCase(name) === name);
  const list = known.length === 0 ? '' : ` The options here are ${shown.join(', ')}.`;
  return `${places.at(path)}: there is no such option.${nearest(String(path.at(-1)), known)}${list}`;
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

/** Of a URL: a message goes to logs. */
const CREDENTIALS = /\/\/[^@/\s]*@/g;

function found(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(
    CREDENTIALS,
    '//…@',
  );
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
