/** Something to be done when a transaction has been committed. */
export type CommittedWork = () => void | Promise<void>;

/** What we know of a transaction, or of a savepoint in one. */
export interface TransactionState {
  /** The transaction that a savepoint is in. */
  readonly parent: TransactionState | undefined;
  /** In the order in which they were first given: a thousand writes to a table outdate it once. */
  readonly works: Set<CommittedWork>;
  /** Done instead, in their order, where nobody knows whether it was committed. */
  readonly precautions: Set<CommittedWork>;
  isCommitting: boolean;
  /** Why it can't be committed any more; a promise where that is found out. */
  failure: { readonly error: unknown } | undefined;
  /** Why nothing is left of it, nor of what it is in, before its end. */
  undoing: { readonly error: unknown } | undefined;
  end: 'committed' | 'rolled back' | undefined;
}

/** By what MikroORM has of a transaction, whoever began it. */
const states = new WeakMap<object, TransactionState>();

/** @param transaction - what MikroORM has of it */
export function stateOf(transaction: object | undefined): TransactionState | undefined {
  return transaction && states.get(transaction);
}

/**
 * Begins to know a transaction.
 *
 * @param outer - what a savepoint is in
 */
export function began(transaction: object, outer: object | undefined): void {
  states.set(transaction, {
    parent: stateOf(outer),
    ...{ works: new Set(), precautions: new Set() },
    ...{ isCommitting: false, failure: undefined, undoing: undefined, end: undefined },
  });
}

/**
 * @param transaction - what MikroORM has of it
 * @throws Error where it has ended, or what it is in
 */
export function refuseEnded(transaction: object | undefined): void {
  if (transaction !== undefined && endOf(transaction) !== undefined) throw pastEnd(transaction);
}

/** A savepoint has ended with what it is in, which it is not told of. */
function endOf(transaction: object): TransactionState['end'] {
  for (let outer = states.get(transaction); outer !== undefined; outer = outer.parent)
    if (outer.end !== undefined) return outer.end;
  return undefined;
}

/**
 * What is told to a statement that nobody has awaited.
 *
 * @param transaction - what MikroORM has of its own, which has ended or is being committed
 */
export function pastEnd(transaction: object): Error {
  return new Error(
    `This belongs to a transaction that has been ${endOf(transaction) ?? 'committed'} already. Await everything that is done within a transaction.`,
  );
}

/**
 * Keeps a transaction of which nothing is left from being committed, and all that it is in.
 *
 * @param transaction - what MikroORM has of it
 * @returns whether it is under way; else its end is not our business
 */
export function undoTransaction(transaction: object, error: unknown): boolean {
  const state = states.get(transaction);
  let isUnderWay = state !== undefined;
  for (let outer = state; outer !== undefined; outer = outer.parent) {
    outer.undoing ??= { error };
    if (outer.end !== undefined || outer.isCommitting) isUnderWay = false;
  }
  return isUnderWay;
}

/**
 * Notes the end of a transaction.
 *
 * @returns what is known of it
 */
export function ended(
  transaction: object,
  end: NonNullable<TransactionState['end']>,
): TransactionState | undefined {
  const state = states.get(transaction);
  if (state !== undefined) state.end = end;
  return state;
}
