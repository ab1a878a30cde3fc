import type { Type } from '@nestjs/common';

import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { CountMode } from '../declare/pagination-options.interface.js';
import type { PaginationStyle } from '../declare/pagination-styles.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { EndpointAccess } from './endpoint-access.js';
import type { FieldModel } from './field-model.interface.js';

/** What clients may ask of the collection, by the names of fields. */
export interface FilteringModel {
  /** `undefined`: those that the lists below ask for. */
  readonly backends: readonly Type<FilterBackend>[] | undefined;
  /** With the operators that were declared; `undefined`: all that the type has. */
  readonly fields: ReadonlyMap<string, readonly FilterOperator[] | undefined>;
  readonly search: readonly string[];
  readonly ordering: readonly string[];
  readonly strict: boolean;
}

/** How the collection is cut into pages. */
export interface PaginationModel {
  readonly style: PaginationStyle;
  readonly pageSize: number;
  readonly maxPageSize: number;
  readonly count: CountMode;
  readonly maxOffset: number;
}

/** How answers are cached. */
export interface CacheModel {
  /** Seconds. */
  readonly ttl: number;
}

/** Which members answers show: positions in `columns`, ascending. */
export interface RepresentationModel {
  /** Of GET. */
  readonly read: readonly number[];
  /** Of POST, PUT and PATCH. */
  readonly write: readonly number[];
}

/**
 * What tells rows apart. `maker` is who makes the key of a new row: the database, we (a random
 * UUID), or the client, who gives it as a member of the body.
 */
export interface KeyModel {
  /** Positions in `columns`, in the key's order; empty where rows can't be told apart. */
  readonly at: readonly number[];
  readonly maker: 'database' | 'uuid' | 'client';
}

/**
 * What a write is compared with, so that no update is lost:
 * - `column`: a column of integers, which every update counts up
 * - `xmin`: the transaction that wrote the row, as PostgreSQL knows it
 * - `state`: a digest of everything in the row
 */
export interface VersionModel {
  readonly kind: 'column' | 'xmin' | 'state';
  /** In a row that was read alone: the column's position, or the one behind all columns. */
  readonly at: number;
}

/** Columns that tell when a row was written, as positions in `columns`. */
export interface TimestampModel {
  readonly created: number | undefined;
  readonly updated: number | undefined;
}

/** What bodies may set: positions in `columns`, ascending. */
export interface InputModel {
  /** Of a new row. */
  readonly create: readonly number[];
  /** Of one that there is: its key stays. */
  readonly update: readonly number[];
}

/** A table that is not ours to create. */
export interface ReflectionModel {
  /** Of PostgreSQL. */
  readonly schema: string | undefined;
  /** All columns that the table has or is to have, also those that no member shows. */
  readonly stored: readonly string[];
  /** Whether triggers may change a row after the statement that has written it. */
  readonly triggered: boolean;
  /** Positions in `columns` of those that the table is to have yet. */
  readonly additions: readonly number[];
  /** Names of columns of each foreign key of several; empty where the database's errors name them. */
  readonly compositeReferences: readonly (readonly string[])[];
}

/** What is known of an endpoint before any database is opened. */
export interface EndpointOutline {
  /** The class's name, for messages. */
  readonly name: string;
  /** As declared, with a leading slash and no trailing one, e.g. `/books`. */
  readonly route: string;
  readonly table: string;
  /** In the order in which `Allow` lists them. */
  readonly methods: readonly HttpMethod[];
  /** Who may use which verb; one that is not in it is open to everybody. */
  readonly access: EndpointAccess;
  /** `undefined`: as the module says. */
  readonly throttle: RateLimits | false | undefined;
}

/**
 * One endpoint, whatever it was declared by: frozen, checked, and complete. Everything made at
 * start is made from this.
 */
export interface EndpointModel extends EndpointOutline {
  /** What one resource is called in documents. */
  readonly resource: string;
  /** `undefined`: the table is made of the declared fields. */
  readonly reflection: ReflectionModel | undefined;
  /** In the order of the JSON; all positions in this model are in it. */
  readonly columns: readonly FieldModel[];
  readonly key: KeyModel;
  readonly timestamps: TimestampModel;
  /** `undefined`: nothing is ever written. */
  readonly version: VersionModel | undefined;
  readonly inputs: InputModel;
  /** `undefined`: answers are not cached. */
  readonly cache: CacheModel | undefined;
  readonly filtering: FilteringModel;
  /** `undefined`: the collection is one page, as large as `maxResults` allows. */
  readonly pagination: PaginationModel | undefined;
  readonly representation: RepresentationModel;
}

/** The columns that every endpoint has without declaring them. */
export const AUTOMATIC_COLUMNS = ['id', 'created_at', 'updated_at', 'version'] as const;
export type AutomaticColumn = (typeof AUTOMATIC_COLUMNS)[number];
