import { isSortable, operatorsOf } from '../column/field-queries.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { PaginationStyle } from '../declare/pagination-styles.js';
import { isInheritedName } from '../model/field-declaration.check.js';
import type { FieldModel } from '../model/field-model.interface.js';
import type { ReflectedColumn, ReflectedTable } from '../model/reflected-table.interface.js';
import { reservedParameters } from '../model/reserved-parameters.js';

/** The options of an endpoint that serves a table by reflection. */
export interface PlannedMeta {
  /** With its schema where it needs one. */
  readonly table: string;
  readonly methods?: readonly HttpMethod[];
  readonly filtering?: Readonly<Record<'fields' | 'search' | 'ordering', readonly string[]>>;
  readonly pagination: { readonly style: PaginationStyle; readonly page_size: number };
}

const PAGE_SIZE = 20;

/** Rows from which on nobody wants to have them counted for every page. */
const MANY_ROWS = 10_000;

/** More texts than this in one search read too much of each row. */
const MOST_SEARCHED = 5;

/** Texts longer than this are no names that somebody would ask for. */
const SHORT_TEXT = 100;

/** Names that a query can have, as fields of a file. */
const FIELD_NAME = /^(?!__proto__$)[\p{L}_][\p{L}\p{N}_]*$/u;

/** Kinds that are ordered by, but not by the way. */
const UNSORTED: ReadonlySet<string> = new Set(['text', 'ordered']);

/**
 * What would be sensible for a table; somebody will look at it.
 *
 * @param canWrite - whether the database takes rows of it
 */
export function planMeta(table: ReflectedTable, name: string, canWrite: boolean): PlannedMeta {
  const columns = table.columns.filter(({ name: column }) => isMemberName(column));
  const namesOf = (chosen: readonly ReflectedColumn[]) => chosen.map((column) => column.name);
  const isKeyless = table.kind === 'view' || table.primaryKey.length === 0;
  const isReadOnly = isKeyless || !canWrite;
  const isLarge = !isKeyless && (table.estimatedRows ?? 0) > MANY_ROWS;
  const style = isLarge ? 'cursor' : 'page_number';
  const reserved = reservedParameters(style);
  const free = columns.filter((column) => !reserved.includes(column.name));
  const filtering = {
    fields: namesOf(free.filter((column) => isFilterable(column, table))),
    search: namesOf(columns.filter(isSearchable).slice(0, MOST_SEARCHED)),
    ordering: namesOf(columns.filter(isOrderable)),
  };
  return {
    table: name,
    ...(isReadOnly && { methods: ['GET'] }),
    ...(Object.values(filtering).some((list) => list.length > 0) && { filtering }),
    pagination: { style, page_size: PAGE_SIZE },
  };
}

/** No member is called as what every object has. */
function isMemberName(column: string): boolean {
  return FIELD_NAME.test(column) && !isInheritedName(column);
}

function isFilterable(column: ReflectedColumn, { primaryKey }: ReflectedTable): boolean {
  const operators = column.type === undefined ? [] : operatorsOf(fieldOf(column));
  if (!operators.includes('eq')) return false;
  if (primaryKey.includes(column.name) || column.reference !== undefined) return true;
  if (column.type === 'enum' || column.type === 'boolean') return true;
  return column.indexed && isShort(column);
}

function isShort({ type, constraints }: ReflectedColumn): boolean {
  if (type === 'string') return (constraints.maxLength ?? Infinity) <= SHORT_TEXT;
  return type !== 'text' && type !== 'any';
}

function isSearchable(column: ReflectedColumn): boolean {
  return column.type !== undefined && operatorsOf(fieldOf(column)).includes('ilike');
}

function isOrderable(column: ReflectedColumn): boolean {
  if (column.type === undefined || UNSORTED.has(column.type)) return false;
  return isSortable(fieldOf(column));
}

/** The column as a member. */
function fieldOf(column: ReflectedColumn): FieldModel {
  return {
    name: column.name,
    column: column.name,
    type: column.type ?? 'opaque',
    constraints: column.constraints,
    optional: column.nullable,
    defaultValue: undefined,
    constantDefault: false,
    unique: column.unique,
    index: column.indexed,
    reference: column.reference,
    read: undefined,
    write: undefined,
  };
}
