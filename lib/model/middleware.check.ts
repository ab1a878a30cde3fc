import { CORSMiddleware } from '../declare/middleware.js';
import { isMadeForEach } from './provider-scope.js';
import { shownValue } from './shown-value.js';

const REMEDY = 'Give classes with process(), e.g. class Audit extends Middleware.';

/**
 * What is wrong with `middleware`.
 *
 * @param where - who has it: CORS is the module's alone
 */
export function middlewareProblems(middleware: unknown, where: 'module' | 'endpoint'): string[] {
  if (middleware === undefined) return [];
  if (!Array.isArray(middleware)) return [`'middleware' is no list. ${REMEDY}`];
  const list = middleware as readonly unknown[];
  return list.flatMap((candidate, at) => {
    if (list.indexOf(candidate) !== at)
      return [`'middleware' has ${shownValue(candidate)} twice. Remove one.`];
    const problem = problemOf(candidate, where);
    return problem === undefined ? [] : [`'middleware' has ${shownValue(candidate)}${problem}`];
  });
}

function problemOf(candidate: unknown, where: 'module' | 'endpoint'): string | undefined {
  if (!isMiddlewareClass(candidate)) return `. ${REMEDY}`;
  if (isMadeForEach(candidate))
    return ', which Nest makes anew for each request. Make it @Injectable() without a scope: process() is given the request.';
  if (candidate === CORSMiddleware && where === 'endpoint')
    return `, which holds for the whole application. Give it to the module's 'middleware'.`;
  return undefined;
}

function isMiddlewareClass(candidate: unknown): candidate is object {
  if (typeof candidate !== 'function') return false;
  const { process } = (candidate.prototype ?? {}) as { process?: unknown };
  return typeof process === 'function';
}
