import { isOptions, optionNameProblems } from '../model/option-names.check.js';
import { shownValue } from '../model/shown-value.js';
import type { JwtOptions } from './jwt-options.interface.js';

const CHECKS: Readonly<Record<keyof JwtOptions, (value: unknown) => string[]>> = {
  // What it is instead is not shown: it may be the secret all the same.
  secret: (value) =>
    isText(value) || value instanceof Uint8Array
      ? []
      : [`'jwt.secret' is neither text nor bytes. Give at least 32 random bytes.`],
  publicKey: () => [],
  jwksUrl: () => [],
  algorithms: (value) =>
    isListOf(value, isText)
      ? []
      : [`'jwt.algorithms' is ${shownValue(value)}. Give a list, e.g. ['HS256'].`],
  issuer: (value) => partyProblems('issuer', value),
  audience: (value) => partyProblems('audience', value),
  leeway: (value) =>
    typeof value === 'number' && value >= 0 && value <= MAX_LEEWAY
      ? []
      : [`'jwt.leeway' is ${shownValue(value)}. Give seconds, from 0 to ${MAX_LEEWAY}.`],
};

/** Clocks that differ more, in seconds, are to be set and not to be believed. */
const MAX_LEEWAY = 300;

/** What is wrong with `jwt` as it was written, whatever its keys are. */
export function jwtOptionProblems(jwt: unknown): string[] {
  if (jwt === undefined) return [];
  // It is not shown: it may be the secret itself.
  if (!isOptions(jwt)) return [`'jwt' is no object. Give one, e.g. with 'secret'.`];
  const unknown = optionNameProblems('jwt', jwt, Object.keys(CHECKS));
  const given = jwt as Readonly<Record<string, unknown>>;
  return [
    ...unknown,
    ...Object.entries(CHECKS).flatMap(([name, check]) =>
      given[name] === undefined ? [] : check(given[name]),
    ),
  ];
}

function partyProblems(name: string, value: unknown): string[] {
  if (isFilledText(value)) return [];
  if (isListOf(value, isFilledText) && value.length > 0) return [];
  return [`'jwt.${name}' is ${shownValue(value)}. Give a text, or a list of some.`];
}

function isListOf<T>(value: unknown, isOne: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFilledText(value: unknown): value is string {
  return isText(value) && value !== '';
}
