import type { RedisClientType } from '@redis/client';
import type { Keyv } from 'keyv';

import { optionalPackage } from '../package/optional-package.js';
import type { ConnectionListeners, RemoteBackend } from './cache-backend.interface.js';

/** Milliseconds; also until a Redis that has come back is noticed. */
const MAX_RECONNECT_DELAY = 300;

/** Milliseconds. */
const CONNECT_LIMIT = 1_000;

const WHY = `'cache' with 'redis.url'`;

/** The packages that only applications with a cache in Redis have. */
interface Packages {
  readonly createClient: (typeof import('@redis/client'))['createClient'];
  readonly storeOf: (client: RedisClientType) => Keyv;
}

/** Values in Redis, through cache-manager-redis-yet and cache-manager's adapter. */
export class RedisBackend implements RemoteBackend {
  private client: RedisClientType | undefined;
  private store: Keyv | undefined;
  private listeners: ConnectionListeners | undefined;

  private constructor(
    private readonly url: string,
    private readonly packages: Packages,
  ) {}

  /** @throws {@link ConfigurationError} where a package is not installed */
  static async load(url: string): Promise<RedisBackend> {
    const redis = await optionalPackage('@redis/client', () => import('@redis/client'), WHY);
    const keyv = await optionalPackage('keyv', () => import('keyv'), WHY);
    const manager = await optionalPackage('cache-manager', () => import('cache-manager'), WHY);
    const yet = await optionalPackage(
      'cache-manager-redis-yet',
      () => import('cache-manager-redis-yet'),
      WHY,
    );
    return new RedisBackend(url, {
      createClient: redis.createClient,
      storeOf: (client) => {
        const adapter = new manager.KeyvAdapter(yet.redisInsStore(client as never));
        // The store writes JSON; Keyv would make JSON of JSON.
        const bare = { serialize: undefined, deserialize: undefined } as object;
        const store = new keyv.Keyv(adapter, {
          ...bare,
          useKeyPrefix: false,
          throwOnErrors: true,
        });
        // What fails rejects; without a listener it would be thrown once more.
        store.on('error', () => undefined);
        return store;
      },
    });
  }

  get isConnected(): boolean {
    return this.client?.isReady ?? false;
  }

  open(listeners: ConnectionListeners): void {
    this.listeners = listeners;
    this.connect();
  }

  reconnect(): void {
    void this.leave();
    this.connect();
  }

  async close(): Promise<void> {
    await this.leave();
  }

  async getMany(keys: readonly string[]): Promise<readonly unknown[]> {
    try {
      return await this.keyv.getMany([...keys]);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // Somebody else's value, or a broken one, will be written over. The others hold.
      if (keys.length === 1) return [undefined];
      return (await Promise.all(keys.map((key) => this.getMany([key])))).flat();
    }
  }

  async set(key: string, value: unknown, ttl?: number): Promise<void> {
    await this.keyv.set(key, value, ttl);
  }

  async delete(key: string): Promise<void> {
    await this.keyv.delete(key);
  }

  private get keyv(): Keyv {
    if (this.store === undefined) throw new Error('the connection is closed');
    return this.store;
  }

  private connect(): void {
    const client = this.packages.createClient({
      url: this.url,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_LIMIT,
        reconnectStrategy: (attempt) => Math.min(50 * (attempt + 1), MAX_RECONNECT_DELAY),
      },
    }) as RedisClientType;
    this.client = client;
    this.store = this.packages.storeOf(client);
    const current = (tell: () => void) => {
      if (this.client === client) tell();
    };
    client.on('ready', () => {
      current(() => this.listeners?.connected());
    });
    client.on('error', (error: Error) => {
      current(() => this.listeners?.lost(error));
    });
    // Resolves when it is connected at last, and rejects when it is given up: neither is waited for.
    client.connect().catch(() => undefined);
  }

  private async leave(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.store = undefined;
    await client?.disconnect().catch(() => undefined);
  }
}
