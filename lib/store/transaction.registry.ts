import type { Connection, EntityManager, EventSubscriber } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';

import { isConsequence } from './driver-failure.js';
import { endFailure } from './end-failure.js';
import { SavepointTurns } from './savepoint-turns.js';
import { currentTransaction, holderOf, outside, within } from './transaction-managers.js';
import { began, type CommittedWork, ended, refuseEnded, stateOf } from './transaction-states.js';

const logger = new Logger('LightApi');

/** What a savepoint that is being set is set in. */
const parents = new WeakMap<EntityManager, object | undefined>();

/** Connections whose transactions are remembered: two applications may share one. */
const remembered = new WeakSet<Connection>();

/**
 * Has all that is called within a transaction on a database know of it, whoever begins it.
 *
 * @param em - any of the database
 */
export function rememberTransactions(em: EntityManager): void {
  const connection = em.getConnection();
  if (remembered.has(connection)) return;
  remembered.add(connection);
  const transactional = connection.transactional.bind(connection);
  connection.transactional = (work, options) => {
    let own: object | undefined;
    const begun = (transaction: object) => {
      own = transaction;
      return within(em.name, () => work(transaction));
    };
    const run = () =>
      noteEnds(
        () => own,
        () => transactional(begun, options),
      );
    const outer = options?.ctx as object | undefined;
    return outer === undefined ? run() : turns.take(holderOf(outer), run);
  };
}

const turns = new SavepointTurns();

/** What BEGIN and COMMIT threw, which MikroORM passes on as the driver's own. */
const thrownByEnds = new WeakSet<object>();

/** Whether an error is that of a transaction's end, whoever began it: nobody's statement can be to blame alone. */
export function isOfAnEnd(error: unknown): boolean {
  return error instanceof Error && thrownByEnds.has(error);
}

async function noteEnds<T>(begun: () => object | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const transaction = begun();
    const isOfEnd = transaction === undefined || stateOf(transaction)?.isCommitting === true;
    if (isOfEnd && error instanceof Error) thrownByEnds.add(error);
    throw error;
  }
}

/**
 * Keeps the current transaction from being committed, as PostgreSQL does after an error of its own:
 * so that a caught error means the same on every database.
 *
 * @param em - any of the database
 * @param explain - what the error means to clients; the transaction has failed before that is known
 * @returns the error to be thrown: the first, where this one only tells of it
 */
export async function failTransaction(
  em: EntityManager,
  cause: unknown,
  explain: (cause: unknown) => unknown = (error) => error,
): Promise<unknown> {
  const state = currentTransaction(em);
  if (state === undefined) return await explain(cause);
  const isOfAnother = isConsequence(cause);
  if (isOfAnother && state.failure !== undefined) return await state.failure.error;
  const error = isOfAnother ? endFailure(cause) : explain(cause);
  state.failure ??= { error };
  return await error;
}

/** A transaction, or a savepoint in one, as MikroORM has it. */
interface NativeTransaction {
  executeQuery(...statement: unknown[]): Promise<unknown>;
}

/** What MikroORM tells with an event. */
interface TransactionEvent {
  readonly em: EntityManager;
  readonly transaction?: NativeTransaction;
}

/** Tells us of every transaction on a database, whoever begins it. */
export const TRANSACTION_SUBSCRIBER: EventSubscriber = {
  beforeTransactionStart({ em, transaction }: TransactionEvent) {
    parents.set(em, transaction);
    refuseEnded(transaction);
  },
  afterTransactionStart({ em, transaction }: TransactionEvent) {
    if (transaction === undefined) return;
    const outer = parents.get(em);
    began(transaction, outer);
    if (outer !== undefined) refuseLate(transaction, outer);
  },
  async beforeTransactionCommit({ transaction }: TransactionEvent) {
    refuseEnded(transaction);
    const state = stateOf(transaction);
    const reason = state?.failure ?? state?.undoing;
    if (reason !== undefined) throw await reason.error;
    if (state !== undefined) state.isCommitting = true;
  },
  async afterTransactionCommit({ em, transaction }: TransactionEvent) {
    const state = transaction && ended(transaction, 'committed');
    if (state === undefined) return;
    const { parent, precautions } = state;
    const works = [...state.works];
    state.works.clear();
    if (parent !== undefined) {
      for (const work of works) parent.works.add(work);
      for (const work of precautions) parent.precautions.add(work);
    } else if (works.length > 0) await outside(em, () => runAll(works));
  },
  /** Also when COMMIT has failed, as it does where the connection is lost over it. */
  async beforeTransactionRollback({ em, transaction }: TransactionEvent) {
    refuseEnded(transaction);
    const state = transaction && ended(transaction, 'rolled back');
    if (state === undefined) return;
    state.works.clear();
    if (state.isCommitting) await outside(em, () => runAll(state.precautions));
  },
};

/** Kysely does not know that a savepoint has ended with what it is in: its connection is somebody else's then. */
function refuseLate(savepoint: NativeTransaction, outer: object): void {
  const execute = savepoint.executeQuery.bind(savepoint);
  savepoint.executeQuery = async (...statement) => {
    refuseEnded(outer);
    return await execute(...statement);
  };
}

/** An error can't undo the commit any more, so that nobody is told but the log. */
async function runAll(works: Iterable<CommittedWork>): Promise<void> {
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      logger.error(error);
    }
  }
}
