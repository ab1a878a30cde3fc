let isComparing = false;

/**
 * Has MikroORM compare columns as they are, while `compile` makes a statement that only looks for rows. What it would
 * select instead, to lose nothing of a value, is in no order: the text `10` is before the text `9`.
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

/** Whether columns stand for themselves, as in {@link comparingColumns}. */
export function areColumnsCompared(): boolean {
  return isComparing;
}
