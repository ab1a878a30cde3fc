import { type AddedColumn, dropColumnSql } from '../schema/column.adder.js';

/** What is done, how it is taken back, and a line for people each. */
interface AdditionsPlan {
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly changes: readonly string[];
}

/** How columns that `reflect: 'partial'` declares come to tables that are not ours, which stay as they are otherwise. */
export function additionsPlan(additions: readonly AddedColumn[]): AdditionsPlan {
  return {
    up: additions.flatMap(({ statements }) => statements),
    down: additions.toReversed().flatMap(dropColumnSql),
    changes: additions.map(
      ({ model, field, codec }) => `+ column ${model.table}.${field.column} ${codec.columnType}`,
    ),
  };
}
