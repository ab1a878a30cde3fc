let isComparing = false;

/**
 * Has MikroORM compare columns by their codecs' `ormComparison`, while `compile` makes a statement that only looks for
 * rows. What it selects, to lose nothing of a value, may be in no order: the text `10` is before the text `9`.
 *
 * @param compile - goes on to its end by itself, without a promise
 */
export function comparingColumns<T>(compile: () => T): T {
  const before = isComparing;
  isComparing = true;
  try {
    return compile();
  } finally {
    isComparing = before;
  }
}

/** Whether a statement is made as in {@link comparingColumns}. */
export function areColumnsCompared(): boolean {
  return isComparing;
}

/** The `ormComparison` of a column that its database compares itself. */
export function asItIs(column: string): string {
  return column;
}
