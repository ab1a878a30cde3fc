import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

import { nearest } from '../model/nearest.js';
import { textPatternProblem } from '../model/text-pattern.js';
import { CONFIG_SCHEMA } from './config.schema.js';
import type { ConfigPath, ConfigPlaces } from './config-places.js';
import { type PartOfSchema, sentenceOf } from './schema-sentences.js';
import type { BrokenPlace } from './sound-part.js';

/** Mistakes that one message lists. */
const MAX_PROBLEMS = 100;

let compiled: ValidateFunction | undefined;

/** Compiled when there is a configuration: most applications have none, and all would pay for it. */
function validator(): ValidateFunction {
  return (compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    formats: { regex: (text: string) => textPatternProblem(text) === undefined },
  }).compile(CONFIG_SCHEMA));
}

/** What the schema says of a configuration. */
export interface SchemaVerdict {
  /** A sentence each with place, what was found, and what may be. */
  readonly problems: readonly string[];
  readonly broken: readonly BrokenPlace[];
}

/** Compares a configuration with its schema. */
export function judgeConfig(value: unknown, places: ConfigPlaces): SchemaVerdict {
  if (value === null || value === undefined)
    return {
      problems: [`${places.at([])}: it is empty. Give at least 'endpoints'.`],
      broken: [{ path: [], isUnknown: false }],
    };
  const isValid = validator();
  const errors = isValid(value) ? [] : withoutRepeats(isValid.errors ?? []);
  const problems = new Set(
    errors.slice(0, MAX_PROBLEMS).flatMap((error) => problemOf(error, value, places)),
  );
  return {
    problems: [...problems],
    broken: errors.map((error) => brokenPlace(error, value)),
  };
}

function brokenPlace({ instancePath, params }: ErrorObject, value: unknown): BrokenPlace {
  const { additionalProperty, propertyName } = params as Readonly<Record<string, unknown>>;
  const name = additionalProperty ?? propertyName;
  const path = pathOf(instancePath, value);
  return {
    path: typeof name === 'string' ? [...path, name] : path,
    isUnknown: typeof name === 'string',
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

function problemOf(error: ErrorObject, value: unknown, places: ConfigPlaces): string[] {
  const path = pathOf(error.instancePath, value);
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'additionalProperties')
    return [unknownOption(error, [...path, String(params.additionalProperty)], places)];
  const sentence = sentenceOf(error, String(path.at(-1)));
  if (sentence === undefined) return [];
  return [`${places.at(path)}${path.length === 0 ? ': it' : ''}${sentence}`];
}

function unknownOption(error: ErrorObject, path: ConfigPath, places: ConfigPlaces): string {
  const known = Object.keys((error.parentSchema as PartOfSchema)?.properties ?? {});
  const shown = known.filter((name) => !/[a-z][A-Z]/.test(name));
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
