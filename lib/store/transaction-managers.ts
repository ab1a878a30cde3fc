import { AsyncLocalStorage } from 'node:async_hooks';

import { type EntityManager, RequestContext, TransactionContext } from '@mikro-orm/core';

import { refuseEnded, stateOf, type TransactionState } from './transaction-states.js';

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

/** A flush has a transaction of its own, which is nobody else's to take part in. */
export function within<T>(name: string, work: () => T): T {
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
  if (em !== undefined) return stateIn(managerOf(em));
  return (
    stateIn(TransactionContext.currentTransactionContext()?.em) ??
    stateIn(managers.getStore()?.em) ??
    stateIn(RequestContext.currentRequestContext()?.em)
  );
}

function stateIn(em: EntityManager | undefined): TransactionState | undefined {
  return stateOf(em?.getTransactionContext<object>());
}

/**
 * What a savepoint is in: the savepoint in whose work it is set, also where that has asked the entity manager of
 * what is around it.
 */
export function holderOf(outer: object): object {
  const around = stateOf(outer);
  for (let manager = managers.getStore(); manager !== undefined; manager = manager.outer) {
    const own = stateIn(manager.em);
    for (let state = own; state !== undefined; state = state.parent)
      if (state === around) return own ?? outer;
  }
  return around ?? outer;
}

/** What follows a commit is no part of the transaction, though it is called from within. */
export function outside<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  return managers.run(undefined, () => TransactionContext.create(em.fork(), work));
}
