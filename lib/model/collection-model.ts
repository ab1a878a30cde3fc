import type { CacheOptions } from '../declare/cache-options.interface.js';
import type { FilteringOptions } from '../declare/filtering-options.interface.js';
import type { PaginationOptions } from '../declare/pagination-options.interface.js';
import { type SerializerDeclaration, serializerOptionsOf } from '../declare/serializer.js';
import type {
  CacheModel,
  FilteringModel,
  PaginationModel,
  RepresentationModel,
} from './endpoint-model.interface.js';
import type { FieldModel } from './field-model.interface.js';

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const MAX_OFFSET = 1_000_000;

/** Seconds. */
const TTL = 60;

/** What `filtering` says, with its defaults. */
export function filteringModel(options: FilteringOptions = {}): FilteringModel {
  const { backends, fields = [], search = [], ordering = [], strict = false } = options;
  return Object.freeze({
    backends,
    fields: new Map(
      fields.map((field) =>
        typeof field === 'string' ? [field, undefined] : [field.name, field.operators],
      ),
    ),
    search,
    ordering,
    strict,
  });
}

/** What `pagination` says, with its defaults. */
export function paginationModel(
  options: PaginationOptions | undefined,
): PaginationModel | undefined {
  if (options === undefined) return undefined;
  const { style, pageSize = PAGE_SIZE, count = 'exact', maxOffset = MAX_OFFSET } = options;
  const { maxPageSize = Math.max(MAX_PAGE_SIZE, pageSize) } = options;
  return Object.freeze({ style, pageSize, maxPageSize, count, maxOffset });
}

/** What `cache` says, with its defaults. */
export function cacheModel(options: CacheOptions | undefined): CacheModel | undefined {
  return options && Object.freeze({ ttl: options.ttl ?? TTL });
}

/** The members that `serializer` lets answers show; all of them without one. */
export function representationModel(
  declaration: SerializerDeclaration | undefined,
  columns: readonly FieldModel[],
): RepresentationModel {
  const {
    fields,
    read = fields,
    write = fields,
  } = declaration === undefined ? {} : serializerOptionsOf(declaration);
  return Object.freeze({ read: positions(columns, read), write: positions(columns, write) });
}

function positions(columns: readonly FieldModel[], shown: readonly string[] | undefined) {
  const names = shown && new Set(shown);
  const all = [...columns.keys()];
  return Object.freeze(all.filter((at) => names?.has(columns[at]?.name ?? '') ?? true));
}
