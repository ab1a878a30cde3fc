type Work = () => void;

/**
 * The end of a turn of the event loop, behind all that the sockets bring in it. What is sent then, by all
 * who wait for it, can leave in one write.
 */
export class Turn {
  private open: PromiseWithResolvers<void> | undefined;

  /** @param together - is told when sending begins; returns what ends it */
  constructor(private readonly together: () => Work = () => nothing) {}

  /**
   * Whoever awaits it goes on in its own context, which spans belong to. `AsyncLocalStorage.bind` would do
   * the same, and keep all that a request has made until V8's next full collection.
   */
  ended(): Promise<void> {
    if (this.open === undefined) {
      this.open = Promise.withResolvers();
      process.nextTick(this.end);
    }
    return this.open.promise;
  }

  private readonly end = (): void => {
    const { open } = this;
    this.open = undefined;
    const leave = this.together();
    open?.resolve();
    // Behind all who have waited, as they go on in the order in which they came.
    queueMicrotask(leave);
  };
}

function nothing(): void {
  // Nothing was begun.
}
