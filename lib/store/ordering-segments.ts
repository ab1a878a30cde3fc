import type { CollectionQuery, OrderNode } from '../query/collection-query.js';
import type { KeysetPosition, RowWindow } from '../query/page.interface.js';
import { reversedOrdering } from './keyset-sql.js';
import { quote } from './sql-syntax.js';

/** A run of rows within an ordering, which is read by one statement. */
export interface OrderingSegment {
  readonly ordering: readonly OrderNode[];
  /** Only rows that come after it. */
  readonly after: KeysetPosition | undefined;
  /** What makes a row belong here; `undefined` where all do. */
  readonly condition: string | undefined;
}

/**
 * The runs of rows that a window is read from, one after the other until it is full.
 *
 * Where the first field may be null there are two: rows with a value, and rows without. A database
 * walks an index through each, and would read all of the table for both at once. A window that
 * leaves rows behind has to count them, in one run.
 */
export function segmentsOf(
  query: CollectionQuery,
  { after, reversed, offset }: RowWindow,
): readonly OrderingSegment[] {
  const ordering = reversed ? reversedOrdering(query.ordering) : query.ordering;
  const [first, ...rest] = ordering;
  if (first?.field.nullable !== true || offset > 0)
    return [{ ordering, after, condition: undefined }];
  const values = valuesSegment(first, rest, after);
  const nulls = nullsSegment(first, rest, after);
  const isAmongNulls = after?.values[0] === null;
  if (first.nulls === 'last') return isAmongNulls ? [nulls] : [values, nulls];
  return after === undefined || isAmongNulls ? [nulls, values] : [values];
}

function valuesSegment(
  first: OrderNode,
  rest: readonly OrderNode[],
  after: KeysetPosition | undefined,
): OrderingSegment {
  return {
    ordering: [{ ...first, field: { ...first.field, nullable: false } }, ...rest],
    after: after?.values[0] === null ? undefined : after,
    condition: `${quote(first.field.column)} is not null`,
  };
}

function nullsSegment(
  first: OrderNode,
  rest: readonly OrderNode[],
  after: KeysetPosition | undefined,
): OrderingSegment {
  return {
    ordering: rest,
    after: after?.values[0] === null ? { ...after, values: after.values.slice(1) } : undefined,
    condition: `${quote(first.field.column)} is null`,
  };
}
