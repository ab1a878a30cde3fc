/** Where values are kept. */
export interface CacheBackend {
  /** `undefined` in the place of what is not there, or can't be read. */
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  /**
   * @param value - what JSON can say
   * @param ttl - milliseconds; left out: for good
   */
  set(key: string, value: unknown, ttl?: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** A backend in another process, which may be away. */
export interface RemoteBackend extends CacheBackend {
  /** Whether there is a connection, as far as is known. */
  readonly isConnected: boolean;
  /** Begins to connect, for good, and does not wait for it. */
  open(listeners: ConnectionListeners): void;
  /** Gives the present connection up, with all that waits for it, and begins another. */
  reconnect(): void;
  close(): Promise<void>;
}

/** What is told of a connection. */
export interface ConnectionListeners {
  readonly connected: () => void;
  readonly lost: (error: Error) => void;
}
