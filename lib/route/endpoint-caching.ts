import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';

import type { AnswerCache } from '../cache/answer-cache.js';
import type {
  BypassReason,
  CachedEndpoint,
  CacheQuestion,
} from '../cache/cached-endpoint.interface.js';
import { canonicalText } from '../cache/canonical-text.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Notes } from '../request/notes.js';
import type { AnswerWriter } from '../respond/answer.writer.js';
import { countPreference } from '../respond/count-preference.js';
import { digestOf } from '../respond/entity-tag.js';
import type { StoredAnswer } from '../respond/stored-answer.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { CollectionReader } from '../service/collection.reader.js';
import type { EndpointHooks } from '../service/endpoint-hooks.js';
import type { RowKeys } from '../service/row-keys.js';
import { currentTransaction } from '../store/transaction-managers.js';
import type { CollectionResponder } from './collection.responder.js';
import type { FieldRights } from './field-rights.interface.js';
import type { HookContext } from './hook-context.js';
import { pathIdOf } from './path-id.js';

/** What makes the caching of one endpoint. */
export interface EndpointCachingParts {
  readonly cache: AnswerCache;
  readonly model: EndpointModel;
  readonly keys: RowKeys;
  /** Stands for all that was declared: a process that serves another version has other answers. */
  readonly fingerprint: string;
  /** Seconds. */
  readonly ttl: number;
  readonly hooks: EndpointHooks;
  readonly fields: FieldRights;
  readonly reader: CollectionReader;
  readonly collection: CollectionResponder;
  readonly answers: AnswerWriter;
  readonly context: HookContext;
  /** What the writer of answers has recorded. */
  readonly records: Notes<FastifyReply, StoredAnswer>;
  /** Whether each resource is judged for this request. */
  readonly isJudged: (request: LightApiRequest) => boolean;
}

/** Claims that differ from token to token of one user with the same rights. @see RFC 7519, 4.1 */
const VOLATILE_CLAIMS = new Set(['exp', 'iat', 'jti', 'nbf']);

/** Keys of one endpoint that are remembered. */
const MAX_KNOWN = 500;

/** Characters of what a remembered key is found by. */
const MAX_TEXT = 256;

/** A digest of what an answer depends on, or why there is none. */
type AnswerKey =
  | { readonly key: string; readonly reason?: never }
  | { readonly key?: never; readonly reason: BypassReason };

/** What the answers of one endpoint depend on. */
export class EndpointCaching implements CachedEndpoint {
  /** By URL, preference and id, where nothing else makes a difference. */
  private readonly known = new LRUCache<string, AnswerKey>({ max: MAX_KNOWN });

  constructor(private readonly parts: EndpointCachingParts) {}

  get cache(): AnswerCache {
    return this.parts.cache;
  }

  recorded(reply: FastifyReply): StoredAnswer | undefined {
    return this.parts.records.get(reply);
  }

  replay(request: LightApiRequest, reply: FastifyReply, answer: StoredAnswer): unknown {
    const { answers, collection } = this.parts;
    if (answer.kind === 'resource') return answers.resource(request, reply, answer);
    return answers.page(request, reply, answer, collection.framed(request, answer.frame));
  }

  async question(request: LightApiRequest, reply: FastifyReply): Promise<CacheQuestion> {
    const id = pathIdOf(request, this.parts.keys);
    const reason = this.reasonAgainst(request, id);
    if (reason !== undefined) return { asked: reason, isPersonal: true };
    const conditions = await this.conditions(request, reply, id);
    const asked = await this.key(request, id, conditions);
    const { access, table } = this.parts.model;
    return {
      asked: asked.key === undefined ? asked.reason : { ...asked, table, ttl: this.parts.ttl },
      isPersonal: access.GET !== undefined || request.user != null || conditions.length > 0,
    };
  }

  private reasonAgainst(request: LightApiRequest, id: unknown): BypassReason | undefined {
    const { hooks, isJudged, keys } = this.parts;
    if (currentTransaction() !== undefined) return 'transaction';
    if (hooks.overrides('get', id === undefined ? 'list' : 'retrieve')) return 'override';
    if (id === undefined) return undefined;
    if (keys.parse(id) === undefined) return 'path';
    return isJudged(request) ? 'permission' : undefined;
  }

  /** What the hooks say now: it holds for the load that may follow, as it is in the key. */
  private async conditions(
    request: LightApiRequest,
    reply: FastifyReply,
    id: string | undefined,
  ): Promise<readonly object[]> {
    const { hooks, context } = this.parts;
    if (!hooks.overrides('scope', ...(id === undefined ? (['queryset'] as const) : []))) return [];
    hooks.remember(request);
    return context.run(request, reply, async () => {
      if (id === undefined) return hooks.collectionConditions(request);
      return [await hooks.scope(request)].filter((condition) => condition !== undefined);
    });
  }

  private async key(
    request: LightApiRequest,
    id: string | undefined,
    conditions: readonly object[],
  ): Promise<AnswerKey> {
    const hidden = await this.parts.fields.hidden(request);
    const isForAll = request.user === undefined && conditions.length === 0 && hidden.size === 0;
    // Neither a URL nor a header has a line break; a guard may have named another id than the URL.
    const text = `${request.url}\n${String(request.headers.prefer)}\n${String(id)}`;
    if (!isForAll || text.length > MAX_TEXT) return this.keyOf(request, id, conditions, hidden);
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const made = this.keyOf(request, id, conditions, hidden);
    this.known.set(text, made);
    return made;
  }

  private keyOf(
    request: LightApiRequest,
    id: string | undefined,
    conditions: readonly object[],
    hidden: ReadonlySet<number>,
  ): AnswerKey {
    const { reader, fingerprint, keys } = this.parts;
    const who = userText(request.user);
    if (who === undefined) return { reason: 'user' };
    const among = canonicalText(conditions);
    if (among === undefined) return { reason: 'condition' };
    const parameters = reader.parameters(request.url);
    const shown = reader.shown(parameters, hidden);
    const query = canonicalText(
      id === undefined
        ? [reader.knownParameters(parameters), countPreference(request.headers.prefer)]
        : keys.parse(id),
    );
    if (query === undefined) return { reason: 'path' };
    const members = JSON.stringify([[...hidden], shown]);
    return { key: digestOf([fingerprint, who, among, members, query].join('\n')) };
  }
}

/** Who asks, as far as rights may depend on it; `undefined` where that can't be told apart. */
function userText(user: unknown): string | undefined {
  if (typeof user !== 'object' || user === null || Array.isArray(user)) return canonicalText(user);
  if (canonicalText(user) === undefined) return undefined;
  const lasting = Object.entries(user).filter(([claim]) => !VOLATILE_CLAIMS.has(claim));
  return canonicalText(lasting.sort(([a], [b]) => (a < b ? -1 : 1)));
}
