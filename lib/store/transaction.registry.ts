import { AsyncLocalStorage } from 'node:async_hooks';

import {
  type Connection,
  type EntityManager,
  type EventSubscriber,
  RequestContext,
  TransactionContext,
} from '@mikro-orm/core';
import { Logger } from '@nestjs/common';

import { isConsequence } from './driver-failure.js';
import { endFailure } from './end-failure.js';
import { SavepointTurns } from './savepoint-turns.js';

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

const logger = new Logger('LightApi');

/** By what MikroORM has of a transaction, whoever began it. */
const states = new WeakMap<object, TransactionState>();

/** What a savepoint that is being set is set in. */
const parents = new WeakMap<EntityManager, object | undefined>();

/** The entity manager of a transaction, and those of the transactions it was begun in. */
interface Manager {
  readonly em: EntityManager;
  readonly outer: Manager | undefined;
}

/**
 * The transactions around the current code, on whichever databases of ours. MikroORM keeps one
 * itself, but a transaction on another database inside ours hides it.
 */
const managers = new AsyncLocalStorage<Manager | undefined>();

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

/**
 * What a savepoint is in: the savepoint in whose work it is set, also where that has asked the entity manager of
 * what is around it.
 */
function holderOf(outer: object): object {
  const around = states.get(outer);
  for (let manager = managers.getStore(); manager !== undefined; manager = manager.outer) {
    const own = stateOf(manager.em);
    for (let state = own; state !== undefined; state = state.parent)
      if (state === around) return own ?? outer;
  }
  return around ?? outer;
}

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
    const isOfEnd = transaction === undefined || states.get(transaction)?.isCommitting === true;
    if (isOfEnd && error instanceof Error) thrownByEnds.add(error);
    throw error;
  }
}

/** A flush has a transaction of its own, which is nobody else's to take part in. */
function within<T>(name: string, work: () => T): T {
  const em = TransactionContext.getEntityManager(name);
  return em === undefined ? work() : managers.run({ em, outer: managers.getStore() }, work);
}

/**
 * The entity manager of the transaction that the calling code is in; `undefined` outside of any.
 *
 * @param em - any of the database
 * @throws Error where the transaction has ended, and somebody forgot to wait for this work
 */
export function transactionManager(em: EntityManager): EntityManager | undefined {
  const manager = managerOf(em);
  refuseEnded(manager?.getTransactionContext<object>());
  return manager;
}

function refuseEnded(transaction: object | undefined): void {
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

function managerOf(em: EntityManager): EntityManager | undefined {
  const current = em.getContext(false);
  if (isAlike(current, em) && current.getTransactionContext<object>() !== undefined) return current;
  let ours = managers.getStore();
  while (ours !== undefined && !isAlike(ours.em, em)) ours = ours.outer;
  // MikroORM takes it away where somebody asks for none.
  return ours?.em.getTransactionContext<object>() === undefined ? undefined : ours.em;
}

/** MikroORM tells its own by their names, which two of one process may have in common. */
function isAlike(one: EntityManager, other: EntityManager): boolean {
  return one.getDriver() === other.getDriver();
}

/**
 * Begins a transaction on a database, also where MikroORM would find another one's of the same name.
 *
 * @param em - any of the database
 */
export function beginTransaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const begin = (own: EntityManager) => own.transactional(work);
  if (isAlike(em.getContext(false), em)) return begin(em);
  const own = em.fork({ disableContextResolution: true });
  return TransactionContext.create(own, () => begin(own));
}

/**
 * What is known of the transaction that the calling code is in; also of one that an application
 * began by hand, on the entity manager that MikroORM has for a request.
 *
 * @param em - any of the database. @default whichever database of ours
 */
export function currentTransaction(em?: EntityManager): TransactionState | undefined {
  if (em !== undefined) return stateOf(managerOf(em));
  return (
    stateOf(TransactionContext.currentTransactionContext()?.em) ??
    stateOf(managers.getStore()?.em) ??
    stateOf(RequestContext.currentRequestContext()?.em)
  );
}

function stateOf(em: EntityManager | undefined): TransactionState | undefined {
  const transaction = em?.getTransactionContext<object>();
  return transaction && states.get(transaction);
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
    const parent = outer && states.get(outer);
    states.set(transaction, {
      parent,
      ...{ works: new Set(), precautions: new Set() },
      ...{ isCommitting: false, failure: undefined, undoing: undefined, end: undefined },
    });
    if (outer !== undefined) refuseLate(transaction, outer);
  },
  async beforeTransactionCommit({ transaction }: TransactionEvent) {
    refuseEnded(transaction);
    const state = transaction && states.get(transaction);
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

function ended(
  transaction: object,
  end: NonNullable<TransactionState['end']>,
): TransactionState | undefined {
  const state = states.get(transaction);
  if (state !== undefined) state.end = end;
  return state;
}

/** What follows a commit is no part of the transaction, though it is called from within. */
function outside<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  return managers.run(undefined, () => TransactionContext.create(em.fork(), work));
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
