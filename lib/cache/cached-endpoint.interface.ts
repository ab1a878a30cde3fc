import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { StoredAnswer } from '../respond/stored-answer.interface.js';
import type { AnswerCache, AskedAnswer } from './answer-cache.js';

/**
 * Why an answer is not cached:
 * - `override`: a hook makes it, of what it likes
 * - `permission`: each resource is judged for each caller
 * - `user`, `condition`: what it depends on can't be put into a key
 * - `path`: there is no such resource
 * - `transaction`: what is read within one may be old, or never be committed
 */
export type BypassReason =
  'override' | 'permission' | 'user' | 'condition' | 'path' | 'transaction';

/** What a request asks for, as far as its answer depends on it. */
export interface CacheQuestion {
  /** Or why there is none. */
  readonly asked: AskedAnswer | BypassReason;
  /** Whether the answer is the caller's own. */
  readonly isPersonal: boolean;
}

/** What the cache knows of an endpoint. */
export interface CachedEndpoint {
  readonly cache: AnswerCache;
  /**
   * Asked after the guards.
   *
   * @throws {@link MalformedRequestError} for a query that is none, {@link OutOfScopeError}
   */
  question(request: LightApiRequest, reply: FastifyReply): Promise<CacheQuestion>;
  /** What the handler has just answered, in the form in which it can be answered again. */
  recorded(reply: FastifyReply): StoredAnswer | undefined;
  /** Answers as the handler would. */
  replay(request: LightApiRequest, reply: FastifyReply, answer: StoredAnswer): unknown;
}
