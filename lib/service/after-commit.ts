import type { EntityManager } from '@mikro-orm/core';

import { currentTransaction } from '../store/transaction-managers.js';
import type { CommittedWork } from '../store/transaction-states.js';

/**
 * Does `work` when the current transaction has been committed, whoever began it, and never if it is
 * rolled back; at once where there is no transaction. The same function is called once, however
 * often a transaction is given it. Works are done one after the other, in their order, before
 * whoever committed goes on; an error in one reaches the log alone.
 *
 * @param precaution - is done instead where nobody knows whether the transaction was committed, as
 * the connection was lost over it
 * @param em - any of the database whose transaction it is about. @default whichever of ours
 * @returns when `work` is done, or at once where a transaction's end has to be waited for
 */
export async function afterCommit(
  work: CommittedWork,
  precaution?: CommittedWork,
  em?: EntityManager,
): Promise<void> {
  const transaction = currentTransaction(em);
  if (transaction === undefined || transaction.end === 'committed') await work();
  else if (transaction.end === undefined) {
    transaction.works.add(work);
    if (precaution !== undefined) transaction.precautions.add(precaution);
  }
}
