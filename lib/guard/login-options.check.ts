import { isOptions, optionNameProblems } from '../model/option-names.check.js';
import { rateLimitProblems } from '../model/rate-limits.check.js';
import { shownValue } from '../model/shown-value.js';
import { JWT_ALGORITHMS } from './jwt-options.interface.js';
import type { LoginOptions } from './login-options.interface.js';

const CHECKS: Readonly<Record<keyof LoginOptions, (value: unknown) => string[]>> = {
  authPath: () => [],
  loginValidator: (value) => {
    if (typeof value === 'function') return [];
    const found = value === undefined ? 'missing' : 'no function and no class';
    return [
      `'auth.loginValidator' is ${found}. Give a function (username, password), or a class with validate(username, password).`,
    ];
  },
  jwtExpiration: (seconds) =>
    seconds === undefined || (Number.isSafeInteger(seconds) && (seconds as number) > 0)
      ? []
      : [`'auth.jwtExpiration' is ${shownValue(seconds)}. Give seconds, from 1 on.`],
  jwtExtraClaims: (names) =>
    names === undefined || (Array.isArray(names) && names.every((name) => typeof name === 'string'))
      ? []
      : [
          `'auth.jwtExtraClaims' is ${shownValue(names)}. Give a list of the names of the user's members.`,
        ],
  jwtAlgorithm: (name) =>
    name === undefined || (JWT_ALGORITHMS as readonly unknown[]).includes(name)
      ? []
      : [`'auth.jwtAlgorithm' is unknown. Give one of ${JWT_ALGORITHMS.join(', ')}.`],
  rateLimit: (limits) =>
    limits === undefined || limits === false
      ? []
      : rateLimitProblems(limits).map((problem) => `'auth.rateLimit' ${problem}`),
};

/** What is wrong with `auth` as it was written. */
export function loginOptionProblems(auth: unknown): string[] {
  if (auth === undefined) return [];
  const unknown = optionNameProblems('auth', auth, Object.keys(CHECKS));
  if (!isOptions(auth)) return unknown;
  const given = auth as Readonly<Record<string, unknown>>;
  return [...unknown, ...Object.entries(CHECKS).flatMap(([name, check]) => check(given[name]))];
}
