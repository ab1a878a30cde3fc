/**
 * Savepoints that are set at once in one transaction would be within each other, as there is one connection: the
 * rollback of one would take what others have written. So each waits for the end of the one before it.
 */
export class SavepointTurns {
  /** Of what a savepoint is in, the last one's end; never rejects. */
  private readonly ends = new WeakMap<object, Promise<unknown>>();

  /**
   * @param holder - what the savepoint is in
   * @param work - from its beginning to its end
   * @throws what `work` throws
   */
  take<T>(holder: object, work: () => Promise<T>): Promise<T> {
    const before = this.ends.get(holder);
    const done = before === undefined ? work() : before.then(work);
    this.ends.set(
      holder,
      done.catch(() => undefined),
    );
    return done;
  }
}
