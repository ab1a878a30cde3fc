import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { columnTypeOf } from '../column/column-kinds.js';
import { isSortable, operatorsOf } from '../column/field-queries.js';
import type { FilterOperator } from '../declare/filtering-options.interface.js';
import { foreignPlaces, pagingParameters } from '../declare/pagination-styles.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { mayBeNull } from '../model/may-be-null.js';

/** A member that a collection is asked about. */
export interface QueryField {
  readonly name: string;
  readonly column: string;
  /** In `model.columns`, and so in each row. */
  readonly position: number;
  readonly nullable: boolean;
  /** Different texts in it may be equal, which no pattern is asked of. */
  readonly nondeterministic: boolean;
  readonly codec: ColumnCodec;
  /** In a query. */
  readonly text: () => ValueSchema;
}

/** A field that clients may filter by. */
export interface FilterField {
  readonly field: QueryField;
  readonly operators: ReadonlySet<FilterOperator>;
}

/** What one endpoint's collection may be asked; made at start. */
export interface CollectionSchema {
  /** Of the endpoint, e.g. `/books`. */
  readonly route: string;
  /** All members, by name. */
  readonly fields: ReadonlyMap<string, QueryField>;
  /** What completes every ordering, so that no two rows are equal. */
  readonly key: readonly QueryField[];
  readonly filterable: ReadonlyMap<string, FilterField>;
  readonly searchable: readonly QueryField[];
  readonly orderable: ReadonlySet<string>;
  /** Parameters that nothing reads are refused. */
  readonly strict: boolean;
  /** The parameters that choose a page. */
  readonly paging: readonly string[];
  /**
   * Parameters that say where a page of another style begins. Ignored, they would show a client
   * that follows pages the first one for ever; so they are refused, unless a filter backend reads
   * them. `offset` is not among them: it has always been ignored, as names that filter are many.
   */
  readonly foreignPlaces: readonly string[];
}

/** @param codecs - of `model.columns` */
export function createCollectionSchema(
  model: EndpointModel,
  codecs: readonly ColumnCodec[],
  dialect: Dialect,
): CollectionSchema {
  const { route, filtering, pagination } = model;
  const fields = queryFields(model, codecs, dialect);
  return {
    route,
    fields,
    key: keyFields(model, fields),
    filterable: filterFields(model, fields),
    searchable: filtering.search.map((name) => fieldNamed(fields, name)),
    orderable: new Set(filtering.ordering),
    strict: filtering.strict,
    paging: pagingParameters(pagination?.style),
    foreignPlaces: foreignPlaces(pagination?.style),
  };
}

/** Rows without a key are told apart by all that has an order; of those left, one is all that a walk by cursor shows. */
function keyFields({ columns, key }: EndpointModel, fields: ReadonlyMap<string, QueryField>) {
  const members = key.at.flatMap((at) => columns[at] ?? []);
  const isWhole = members.length > 0 && members.every(({ holdsNull = false }) => !holdsNull);
  const others = isWhole ? [] : columns.filter((field) => isSortable(field));
  return [...new Set([...members, ...others])].map(({ name }) => fieldNamed(fields, name));
}

function queryFields({ columns }: EndpointModel, codecs: readonly ColumnCodec[], dialect: Dialect) {
  const fields = new Map<string, QueryField>();
  columns.forEach((described, position) => {
    const { name, column, nondeterministic = false } = described;
    const nullable = mayBeNull(described);
    const codec = codecs[position];
    const text = () => columnTypeOf(described.type).describe(described, dialect).text;
    if (codec)
      fields.set(name, { name, column, position, nullable, nondeterministic, codec, text });
  });
  return fields;
}

function filterFields(
  { columns, filtering }: EndpointModel,
  fields: ReadonlyMap<string, QueryField>,
): ReadonlyMap<string, FilterField> {
  const filterable = new Map<string, FilterField>();
  for (const column of columns.filter(({ name }) => filtering.fields.has(name)))
    filterable.set(column.name, {
      field: fieldNamed(fields, column.name),
      operators: new Set(filtering.fields.get(column.name) ?? operatorsOf(column)),
    });
  return filterable;
}

/** @throws TypeError for a name that is no member: filter backends of an application's own have it */
export function fieldNamed(fields: ReadonlyMap<string, QueryField>, name: string): QueryField {
  const field = fields.get(name);
  if (field) return field;
  throw new TypeError(`'${name}' is no member; the members are ${[...fields.keys()].join(', ')}.`);
}
