import type { Answer } from '../../workload/api.js';
import type { Request } from '../../workload/workload.interface.js';

/** An answer as it came, before a dialect has read it. */
export interface RawAnswer extends Answer {
  headers: Headers;
}

/**
 * How a server whose routes and names are its own is asked the questions of the workloads, and how
 * its answers read in their terms. Values are never made up: only names and envelopes are translated,
 * and the form of a value where a database has no type for it.
 */
export interface Dialect {
  /** @returns what this server is asked instead; called for each timed request, so it has to be cheap */
  request(request: Request): Request;
  /** @returns the answer as the other servers would give it; for the checks alone */
  answer(answer: RawAnswer, asked: Request): Answer;
  /** the status with which it answers where the others answer `expected` */
  status(expected: number): number;
  /** what it takes that the others refuse */
  lenient: readonly Leniency[];
}

/**
 * What a server may take although it is not meant: `"12"` for 12, a change that names no version, `%`
 * in a search for any text.
 */
export type Leniency = 'number as text' | 'change without version' | 'wildcard in search';

/** What the servers speak that were written for the bench. */
export const PLAIN: Dialect = {
  request: (request) => request,
  answer: ({ status, body }) => ({ status, body }),
  status: (expected) => expected,
  lenient: [],
};
