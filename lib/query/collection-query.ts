import type { DriverValue } from '../column/column-codec.interface.js';
import type { NarrowedCollection, OrderTerm } from '../declare/filter-backend.interface.js';
import type { FilterOperator } from '../declare/filtering-options.interface.js';
import { type CollectionSchema, fieldNamed, type QueryField } from './collection-schema.js';

/** One condition on one field. */
export interface FilterNode {
  readonly field: QueryField;
  readonly operator: FilterOperator;
  /** As the operator takes them: one, two for `between`, some for `in`, a boolean for `isnull`. */
  readonly values: readonly DriverValue[];
}

/** A word that has to occur in one of some fields. */
export interface SearchNode {
  readonly word: string;
  readonly fields: readonly QueryField[];
}

/** One step of an ordering. */
export interface OrderNode {
  readonly field: QueryField;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

interface Parts {
  readonly filters: readonly FilterNode[];
  readonly searches: readonly SearchNode[];
  /** Has all of the primary key, so that no two rows are equal. */
  readonly ordering: readonly OrderNode[];
  /** What hooks and filter backends of the application said, in MikroORM's words. */
  readonly conditions: readonly object[];
  /** The parameters that the conditions of filter backends were made of. */
  readonly asked: readonly Asked[];
}

/** A parameter's name, and each value of it. */
type Asked = readonly [name: string, values: readonly string[]];

/** Which rows of a collection are asked for, and in which order; no database in sight. */
export class CollectionQuery implements NarrowedCollection, Parts {
  readonly filters: readonly FilterNode[];
  readonly searches: readonly SearchNode[];
  readonly ordering: readonly OrderNode[];
  readonly conditions: readonly object[];
  readonly asked: readonly Asked[];

  private print: string | undefined;

  private constructor(
    private readonly schema: CollectionSchema,
    parts: Parts,
  ) {
    this.filters = parts.filters;
    this.searches = parts.searches;
    this.ordering = parts.ordering;
    this.conditions = parts.conditions;
    this.asked = parts.asked;
  }

  /** All rows, by key. */
  static all(schema: CollectionSchema): CollectionQuery {
    const ordering = completed([], schema.key);
    return new CollectionQuery(schema, {
      filters: [],
      searches: [],
      ordering,
      conditions: [],
      asked: [],
    });
  }

  where(conditions: object): CollectionQuery {
    return this.with({ conditions: [...this.conditions, conditions] });
  }

  orderBy(terms: readonly OrderTerm[]): CollectionQuery {
    const { fields, key } = this.schema;
    const nodes = terms.map(({ field, ...rest }) => ({
      field: fieldNamed(fields, field),
      ...rest,
    }));
    return this.with({ ordering: completed(nodes, key) });
  }

  filterBy(...filters: readonly FilterNode[]): CollectionQuery {
    return this.with({ filters: [...this.filters, ...filters] });
  }

  searchFor(...searches: readonly SearchNode[]): CollectionQuery {
    return this.with({ searches: [...this.searches, ...searches] });
  }

  /** Remembers what a filter backend has read: its conditions may be others each moment. */
  askedBy(...asked: readonly Asked[]): CollectionQuery {
    return this.with({ asked: [...this.asked, ...asked] });
  }

  /** Equal for equal questions, in whichever order they are put: what a cursor belongs to. */
  get fingerprint(): string {
    return (this.print ??= this.printed());
  }

  private printed(): string {
    const { schema, filters, searches, ordering, asked } = this;
    return JSON.stringify([
      schema.route,
      sorted(
        filters.map(({ field, operator, values }) => [field.name, operator, values.map(String)]),
      ),
      sorted(searches.map(({ word }) => word)),
      ordering.map(({ field, descending, nulls }) => [
        field.name,
        field.codec.columnType,
        descending,
        nulls,
      ]),
      sorted(asked),
    ]);
  }

  private with(changed: Partial<Parts>): CollectionQuery {
    const { filters, searches, ordering, conditions, asked } = this;
    return new CollectionQuery(this.schema, {
      filters,
      searches,
      ordering,
      conditions,
      asked,
      ...changed,
    });
  }
}

function sorted(parts: readonly unknown[]): readonly string[] {
  return parts.map((part) => JSON.stringify(part)).sort();
}

/** With what is missing of the key; behind all of it nothing is left to be ordered. */
function completed(
  ordering: readonly OrderNode[],
  key: readonly QueryField[],
): readonly OrderNode[] {
  if (key.length === 0) return ordering;
  const places = key.map((part) => ordering.findIndex(({ field }) => field === part));
  if (!places.includes(-1)) return ordering.slice(0, Math.max(...places) + 1);
  const missing = key.filter((_part, at) => places[at] === -1);
  return [
    ...ordering,
    ...missing.map((field): OrderNode => ({ field, descending: false, nulls: 'last' })),
  ];
}
