import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  BasicAuthentication,
  Endpoint,
  type EndpointClass,
  type EndpointOptions,
  Field,
  JWTAuthentication,
  type LightApiServerOptions,
  RestEndpoint,
} from '../lib/index.js';
import { openHitCounters } from '../lib/guard/hit-counters.factory.js';
import type { ApiAnswer, ApiClient } from './support/api-client.js';
import { serve } from './support/nest-app.js';
import { pipelined } from './support/raw-request.js';
import { forgetCounts, REDIS } from './support/redis.js';
import { SERVERS } from './support/servers.js';
import { basic, SECRET } from './support/tokens.js';

const [SQLITE] = SERVERS;
const EVE = { username: 'eve', password: 'right' };

describe('logins', () => {
  it('are limited to ten a minute, the failed and the unreadable ones included', async () => {
    const api = await start({ auth: { loginValidator: () => null } });
    const bodies = [EVE, {}, '{"broken'];

    const first = await inTurn(10, (at) => api.post('/auth/login', bodies[at % 3]));
    const next = await api.post('/auth/token', EVE);

    expect(first.every(({ status }) => status < 429)).toBe(true);
    expect(next.status).toBe(429);
    expect(next.json).toEqual({ detail: 'Too many requests. Please try again later.' });
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(next.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it.each([
    [{ requestsPerMinute: 2 }, 2, 60],
    [{ requests_per_hour: 3 }, 3, 3600],
    [{ requests_per_day: 1, requestsPerMinute: 5 }, 1, 86_400],
  ])('are limited as %j says', async (rateLimit, allowed, seconds) => {
    const api = await start({ auth: { loginValidator: () => null, rateLimit } });

    const answers = await inTurn(allowed + 1, () => api.post('/auth/login', EVE));

    expect(answers.map(({ status }) => status)).toEqual([...Array(allowed).fill(401), 429]);
    const retryAfter = Number(answers.at(-1)!.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(seconds - 10);
    expect(retryAfter).toBeLessThanOrEqual(seconds);
  });

  it('are allowed again when the time is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const auth = { loginValidator: () => null, rateLimit: { requestsPerMinute: 1 } };
    const api = await start({ auth });
    await inTurn(2, () => api.post('/auth/login', EVE));
    vi.setSystemTime(Date.now() + 61_000);

    expect((await api.post('/auth/login', EVE)).status).toBe(401);
  });

  it('tell where the client stands', async () => {
    const auth = { loginValidator: () => null, rateLimit: { requestsPerMinute: 3 } };
    const api = await start({ auth });

    const answers = await inTurn(4, () => api.post('/auth/login', EVE));

    expect(answers.map(({ headers }) => headers.get('ratelimit-limit'))).toEqual(
      Array(4).fill('3'),
    );
    expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual([
      '2',
      '1',
      '0',
      '0',
    ]);
    expect(Number(answers[0]!.headers.get('ratelimit-reset'))).toBeGreaterThan(50);
  });
});

describe('passwords by BasicAuthentication', () => {
  const authentication = { backend: BasicAuthentication };
  const endpoints = [book('/a', { authentication })];
  const asked = () =>
    vi.fn((_name: string, password: string) => (password === 'right' ? EVE : null));
  const statuses = (answers: readonly ApiAnswer[]) => answers.map(({ status }) => status);

  it('may be wrong as often as logins are allowed, and nobody is asked about more', async () => {
    const loginValidator = asked();
    const rateLimit = { requestsPerMinute: 3 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });

    const answers = await inTurn(5, () => api.get('/a', basic('eve', 'guess')));
    const login = await api.post('/auth/login', EVE);

    expect(statuses([...answers, login])).toEqual([401, 401, 401, 429, 429, 429]);
    expect(loginValidator).toHaveBeenCalledTimes(3);
    expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  it('may not be wrong more often for being sent all at once', async () => {
    const loginValidator = vi.fn(() => Promise.resolve(null));
    const rateLimit = { requestsPerMinute: 3 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.get('/a', basic('eve', 'guess'))),
    );

    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(3);
    expect(loginValidator).toHaveBeenCalledTimes(3);
  });

  it('may not be wrong more often for coming in one packet', async () => {
    const loginValidator = vi.fn(() => Promise.resolve(null));
    const rateLimit = { requestsPerMinute: 3 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });
    const { authorization } = basic('eve', 'guess');
    const guess = ['GET /a HTTP/1.1', 'Host: a', `Authorization: ${authorization}`];

    const answers = await pipelined(api.url, Array<string[]>(40).fill(guess));

    expect(answers).toEqual([...Array<number>(3).fill(401), ...Array<number>(37).fill(429)]);
    expect(loginValidator).toHaveBeenCalledTimes(3);
  });

  it('are refused as soon as logins have used the limit up, be they right or wrong', async () => {
    const loginValidator = asked();
    const rateLimit = { requestsPerMinute: 3 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });
    await inTurn(4, () => api.post('/auth/login', { ...EVE, password: 'guess' }));

    const right = await api.get('/a', basic('eve', 'right'));
    const wrong = await Promise.all(
      Array.from({ length: 5 }, () => api.get('/a', basic('eve', 'guess'))),
    );

    expect(new Set(statuses([right, ...wrong]))).toEqual(new Set([429]));
    expect(loginValidator).toHaveBeenCalledTimes(3);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  it('may be wrong as often as logins have left', async () => {
    const loginValidator = vi.fn(() => sleep(50, null));
    const rateLimit = { requestsPerMinute: 4 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });
    await inTurn(3, () => api.post('/auth/login', EVE));

    await Promise.all(Array.from({ length: 5 }, () => api.get('/a', basic('eve', 'guess'))));

    expect(loginValidator).toHaveBeenCalledTimes(4);
  });

  it('may not be wrong more often than an hour allows when a minute begins', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const loginValidator = vi.fn(() => sleep(50, null));
    const rateLimit = { requestsPerMinute: 3, requestsPerHour: 4 };
    const api = await start({ endpoints, auth: { loginValidator, rateLimit } });
    await inTurn(3, () => api.get('/a', basic('eve', 'guess')));
    vi.setSystemTime(Date.now() + 61_000);

    await Promise.all(Array.from({ length: 5 }, () => api.get('/a', basic('eve', 'guess'))));

    expect(loginValidator).toHaveBeenCalledTimes(4);
  });

  it('are not counted where they are right', async () => {
    const rateLimit = { requestsPerMinute: 2 };
    const api = await start({ endpoints, auth: { loginValidator: asked(), rateLimit } });
    const call = () => api.get('/a', basic('eve', 'right'));

    const answers = [
      ...(await inTurn(10, call)),
      ...(await Promise.all(Array.from({ length: 10 }, call))),
    ];

    expect(new Set(statuses(answers))).toEqual(new Set([200]));
  });

  it('are taken again when the time is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const rateLimit = { requestsPerMinute: 1 };
    const api = await start({ endpoints, auth: { loginValidator: asked(), rateLimit } });
    await api.get('/a', basic('eve', 'guess'));

    const before = await api.get('/a', basic('eve', 'right'));
    vi.setSystemTime(Date.now() + 61_000);
    const after = await api.get('/a', basic('eve', 'right'));

    expect(statuses([before, after])).toEqual([429, 200]);
  });

  it('are not limited by rateLimit: false', async () => {
    const api = await start({ endpoints, auth: { loginValidator: asked(), rateLimit: false } });

    const answers = await inTurn(12, () => api.get('/a', basic('eve', 'guess')));

    expect(new Set(statuses(answers))).toEqual(new Set([401]));
  });
});

describe('the address that is counted', () => {
  const auth = { loginValidator: () => null, rateLimit: { requestsPerMinute: 1 } };

  it('is the connection, whatever a client says of proxies', async () => {
    const api = await start({ auth });

    const answers = await inTurn(3, (at) =>
      api.post('/auth/login', EVE, forwarded(`10.0.0.${at}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 429, 429]);
  });

  it('is what a trusted proxy says', async () => {
    const api = await start({ auth, trustProxy: '127.0.0.1' });

    const answers = await inTurn(3, (at) =>
      api.post('/auth/login', EVE, forwarded(`10.0.0.${at % 2}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
  });

  it('is a network of IPv6, since one client has many addresses of it', async () => {
    const api = await start({ auth, trustProxy: '127.0.0.1' });
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:1::1'];

    const answers = await inTurn(3, (at) =>
      api.post('/auth/login', EVE, forwarded(addresses[at]!)),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 429, 401]);
  });
});

describe('endpoints', () => {
  it('are limited each by its own throttle, OPTIONS aside', async () => {
    const endpoints = [book('/a', { throttle: { requestsPerMinute: 2 } }), book('/b', {})];
    const api = await start({ endpoints });
    await api.send('OPTIONS', '/a');

    const limited = await inTurn(3, () => api.get('/a'));
    const free = await inTurn(3, () => api.get('/b'));

    expect(limited.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(free.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(free[0]!.headers.has('ratelimit-limit')).toBe(false);
  });

  it('are limited all together by the throttle of the module', async () => {
    const endpoints = [book('/a', {}), book('/b', {}), book('/c', { throttle: false })];
    const api = await start({ endpoints, throttle: { requestsPerMinute: 2 } });

    const answers = await Promise.all(['/a', '/b', '/c', '/c'].map((path) => api.get(path)));
    const next = await Promise.all(['/a', '/b', '/c'].map((path) => api.get(path)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(next.map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  it('are limited before anybody is authenticated', async () => {
    const loginValidator = vi.fn(() => null);
    const options = {
      authentication: { backend: BasicAuthentication },
      throttle: { requestsPerMinute: 2 },
    };
    const api = await start({ endpoints: [book('/a', options)], auth: { loginValidator } });

    const answers = await inTurn(4, () => api.post('/a', '{"broken', basic('eve', 'guess')));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429]);
    expect(loginValidator).toHaveBeenCalledTimes(2);
  });
});

describe.skipIf(REDIS.missing !== undefined)(
  `two instances on one Redis${REDIS.missing === undefined ? '' : ` (${REDIS.missing})`}`,
  () => {
    const auth = { loginValidator: () => null, rateLimit: { requestsPerMinute: 4 } };
    beforeEach(forgetCounts);

    it('share the limit of logins', async () => {
      const redis = { url: REDIS.url };
      const apis = [await start({ auth, redis }), await start({ auth, redis })];
      await untilShared(apis);

      const answers = await inTurn(6, (at) => apis[at % 2]!.post('/auth/login', EVE));

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429, 429]);
    });

    it('let a client in again that went on asking while it was blocked', async () => {
      const counters = await openHitCounters({ url: REDIS.url, timeout: 2000 });
      onTestFinished(() => counters.close());
      counters.start();
      const askAs = (client: string) =>
        counters.increment(`lightapi:throttle:${client}`, 2000, 2, 2000, 'minute');
      const ask = () => askAs('eager');
      await expect
        .poll(async () => {
          await askAs('first');
          return countedKeys();
        })
        .toBeGreaterThan(0);
      await forgetCounts();
      await ask();
      await ask();
      // Blocked late in the window, so that a new one begins before the client may ask again.
      await sleep(1400);

      const blocked = [(await ask()).isBlocked];
      const until = performance.now() + 3000;
      while (performance.now() < until) {
        blocked.push((await ask()).isBlocked);
        await sleep(20);
      }

      expect(blocked[0]).toBe(true);
      expect(blocked).toContain(false);
    });

    it('count by themselves while it hangs, within a moment, and when it is gone', async () => {
      const proxy = await redisProxy();
      const api = await start({ auth, redis: { url: proxy.url } });
      await untilShared([api]);
      proxy.pause();

      const before = performance.now();
      const hanging = await inTurn(5, () => api.post('/auth/login', EVE));
      const took = performance.now() - before;
      await proxy.stop();
      const gone = await api.post('/auth/login', EVE);

      expect(hanging[0]!.status).toBe(401);
      expect(hanging.at(-1)!.status).toBe(429);
      expect(took).toBeLessThan(1000);
      expect(gone.status).toBe(429);
    });
  },
);

describe('a Redis that is not there', () => {
  it('stops neither the start nor the counting', async () => {
    const auth = { loginValidator: () => null, rateLimit: { requestsPerMinute: 1 } };
    const api = await start({ auth, redis: { url: 'redis://127.0.0.1:1' } });

    const answers = await inTurn(2, () => api.post('/auth/login', EVE));

    expect(answers.map(({ status }) => status)).toEqual([401, 429]);
  });
});

function book(route: string, options: EndpointOptions): EndpointClass {
  @Endpoint(route, { table: 'books', ...options })
  class Book extends RestEndpoint {
    @Field()
    title!: string;
  }
  return Book;
}

function start(options: LightApiServerOptions) {
  const authentication = { backend: JWTAuthentication };
  return serve(SQLITE!, {
    endpoints: [book('/protected', { authentication })],
    jwt: { secret: SECRET },
    ...options,
  });
}

function forwarded(address: string): Record<string, string> {
  return { 'x-forwarded-for': address };
}

async function inTurn(
  times: number,
  send: (at: number) => Promise<ApiAnswer>,
): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (let at = 0; at < times; at += 1) answers.push(await send(at));
  return answers;
}

/** Until each instance is connected: what one counts is in Redis then. */
async function untilShared(apis: readonly ApiClient[]): Promise<void> {
  for (const api of apis)
    await expect
      .poll(async () => {
        await forgetCounts();
        await api.post('/auth/login', EVE);
        return countedKeys();
      })
      .toBeGreaterThan(0);
  await forgetCounts();
}

async function countedKeys(): Promise<number> {
  const { Redis } = await import('ioredis');
  const client = new Redis(REDIS.url);
  const keys = await client.keys('{lightapi:throttle:*');
  client.disconnect();
  return keys.length;
}

interface RedisProxy {
  readonly url: string;
  /** Nothing passes any more, and nobody is told. */
  pause(): void;
  stop(): Promise<void>;
}

/** Stands between an application and Redis, so that nobody else's Redis has to be stopped. */
async function redisProxy(): Promise<RedisProxy> {
  const target = new URL(REDIS.url);
  const sockets: Socket[] = [];
  const server: Server = createServer((client) => {
    const redis = connect(Number(target.port || 6379), target.hostname);
    sockets.push(client, redis);
    for (const socket of [client, redis]) socket.on('error', () => socket.destroy());
    client.pipe(redis).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => {
      for (const socket of sockets) socket.pause().unpipe();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
