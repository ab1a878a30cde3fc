import type { Condition } from '../declare/condition.types.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { CountMode } from '../declare/pagination-options.interface.js';
import type { ProgramQuery } from '../query/query-parameters.js';
import type { RowJudge } from './write-expectations.js';

/** On whose behalf a service is called. */
export interface CallOptions {
  /** Whose `scope` holds. @default the request that a hook is serving, if one is */
  readonly request?: LightApiRequest;
}

/** Which part of a collection a program asks for. */
export interface ListOptions<T = unknown> extends CallOptions {
  /** What a URL would say behind its `?`: filters, search, ordering, page. @default nothing */
  readonly query?: ProgramQuery;
  /** Conditions of the program's own, beside scope and queryset. */
  readonly where?: Condition<T>;
  /** How the rows are counted, in styles of pages that count. @default what the endpoint says */
  readonly count?: CountMode;
}

/** A call that a request makes: its caller's permissions hold for each row. */
export interface JudgedCallOptions extends CallOptions {
  readonly judge?: RowJudge | undefined;
}

/** A value of a key. */
type KeyValue = number | string | bigint | boolean | Date;

/**
 * An id, as a program or a path has it. A key of several columns is a list in the key's order, an
 * object by the columns' names, or the path's text: `[1, 2]`, `{ order: 1, line: 2 }`, `'1,2'`.
 */
export type ResourceId = KeyValue | readonly KeyValue[] | Readonly<Record<string, KeyValue>>;
