import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  request as httpRequest,
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyPluginCallback, FastifyServerOptions } from 'fastify';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Endpoint, Field, LightApi, LightApiModule, RestEndpoint } from '../lib/index.js';
import { buildProgram, emptyDirectory, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { SLOW_CONFIG, SLOW_MODULE } from './support/module-file.js';
import { freshDatabase, startNest } from './support/nest-app.js';

/** Most of it is the start of a process beside other tests; what a server may take is in each test. */
const LIMIT_MS = 60_000;

beforeAll(buildProgram, 180_000);

/** What Node's look-up of a host is called with. */
type LookUp = [string, LookupAllOptions, (error: unknown, addresses: LookupAddress[]) => void];

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

describe('a server that gets SIGTERM', { timeout: LIMIT_MS }, () => {
  it('answers every request that it has accepted, finishes its work, and ends with code 0', async () => {
    const { server, work } = await startSlow();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const load = sustained(server.url, agent);
    await sleep(300);

    const began = performance.now();
    const ended = await server.stop('SIGTERM');
    const { statuses, cut } = await load.end();

    expect(ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(cut).toBe(0);
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect(statuses.length).toBeGreaterThan(8);
    expect(work()).toBe(statuses.length);
  });

  it('tells clients with what has begun before that their connections are closed', async () => {
    const { server } = await startSlow();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => {
      agent.destroy();
    });
    const answered = post(server.url, '400', agent);
    await sleep(200);

    const ended = server.stop('SIGTERM');
    const answer = await answered;

    expect([answer.statusCode, answer.headers.connection]).toEqual([201, 'close']);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('answers ten of ten half-received requests', async () => {
    const { server } = await startSlow();
    const clients = await Promise.all(Array.from({ length: 10 }, () => halfSent(server.url)));
    await sleep(100);

    const ended = server.stop('SIGTERM');
    await sleep(300);
    const answers = await Promise.all(clients.map((client) => client.finish()));

    expect(answers).toEqual(Array(10).fill('HTTP/1.1 201 Created'));
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('does not wait for idle clients, and is not hurt by a second signal', async () => {
    const { server } = await startSlow();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => {
      agent.destroy();
    });
    await post(server.url, '1', agent);
    const answered = post(server.url, '500', new Agent());
    await sleep(100);

    const began = performance.now();
    const ended = server.stop('SIGTERM');
    await sleep(50);
    server.signal('SIGTERM');
    server.signal('SIGINT');

    expect((await answered).statusCode).toBe(201);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('gives a client that never ends its request eight seconds', async () => {
    const { server } = await startSlow();
    await halfSent(server.url);
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    await sleep(100);

    const began = performance.now();
    const ended = await server.stop('SIGTERM');

    expect(ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(server.stdout).toContain('cuts what clients have not ended');
  });
});

it('an application of Nest ends without waiting for idle clients too', async () => {
  const database = await freshDatabase();
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Part] })],
  });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
  });
  await get(`${await api.app.getUrl()}/parts`, agent);

  const began = performance.now();
  await api.app.close();

  expect(performance.now() - began).toBeLessThan(1_000);
});

it('the second address of localhost answers what has begun too, and tells its clients', async () => {
  const app = await startOnTwoAddresses();
  const head = 'GET /parts HTTP/1.1\r\nHost: a\r\n';
  const client = connect(Number(new URL(await app.getUrl()).port), '127.0.0.2');
  const read = client.toArray();
  client.write(`${head}\r\n${head}`);
  await sleep(200);

  const closed = app.close();
  await sleep(300);
  client.write('\r\n');
  const answers = (await read).join('');
  await closed;

  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
  expect(answers).toMatch(/^connection: close/im);
});

it(
  'no address of localhost waits longer than eight seconds for a client',
  async () => {
    const app = await startOnTwoAddresses();
    const client = connect(Number(new URL(await app.getUrl()).port), '127.0.0.2');
    client.on('error', () => undefined);
    client.write('GET /parts HTTP/1.1\r\n');
    await sleep(100);

    const closed = app.close();

    const began = performance.now();
    await once(client, 'close');
    await closed;
    expect(performance.now() - began).toBeLessThan(10_000);
  },
  LIMIT_MS,
);

it.each([
  ['its own server', { serverFactory: (handler: RequestListener) => createServer(handler) }],
  ['connections that are closed by force', { forceCloseConnections: true }],
])('an application of Nest with %s lets slow readers read to the end', async (_what, options) => {
  const length = 30_000_000;
  @Controller('long')
  class Long {
    @Get() long() {
      return 'x'.repeat(length);
    }
  }
  const imports = [LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [Part] })];
  const adapter = new FastifyAdapter(options as FastifyServerOptions);
  const api = await startNest({ imports, controllers: [Long] }, { adapter });
  const client = connect(Number(new URL(await api.app.getUrl()).port), '127.0.0.1');
  client.write('GET /long HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'readable');

  const closed = api.app.close();
  await sleep(400);
  let read = 0;
  for await (const chunk of client) read += (chunk as Buffer).length;
  await closed;

  expect(read).toBeGreaterThan(length);
});

it('an application of Nest on HTTP/2 over TLS does not wait for idle sessions', async () => {
  const [key, cert] = ['key', 'certificate'].map((name) =>
    readFileSync(join(import.meta.dirname, `fixtures/tls/${name}.pem`)),
  );
  const imports = [LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [Part] })];
  const adapter = new FastifyAdapter({ http2: true, https: { key, cert } } as never);
  const api = await startNest({ imports }, { adapter });
  const session = connectHttp2((await api.app.getUrl()).replace('http:', 'https:'), {
    rejectUnauthorized: false,
  });
  onTestFinished(() => {
    session.destroy();
  });
  const asked = session.request({ ':path': '/parts' }).resume();
  await once(asked, 'end');

  const began = performance.now();
  await api.app.close();

  expect(performance.now() - began).toBeLessThan(2_000);
});

describe(
  'an application of Nest with connections that have left HTTP',
  { timeout: LIMIT_MS },
  () => {
    it('lets plugins that came later end theirs', async () => {
      const end = await startUpgrading({ endsThem: true });

      expect(await end()).toBeLessThan(1_000);
    });

    it('cuts those that nobody ends', async () => {
      const end = await startUpgrading({ endsThem: false });

      const took = await end();

      expect(took).toBeGreaterThan(7_000);
      expect(took).toBeLessThan(10_000);
    });
  },
);

/** A server of `localhost` where that has two addresses, the second of which is 127.0.0.2. */
async function startOnTwoAddresses() {
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const { lookup: before } = dns;
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...args: LookUp) => {
    if (args[0] === 'localhost') process.nextTick(args[2], null, addresses);
    else before(...args);
  }) as never);
  onTestFinished(() => {
    lookup.mockRestore();
  });
  const app = await LightApi.create({
    endpoints: [Part],
    database: await freshDatabase(),
  }).buildApp();
  onTestFinished(() => app.close());
  await app.listen(0, 'localhost');
  return app;
}

/**
 * An application with a plugin, registered as its modules start, for a protocol of its own, and a client of it.
 *
 * @returns what closes the application, and tells how long that took
 */
async function startUpgrading({ endsThem }: { endsThem: boolean }) {
  @Injectable()
  class Protocol implements OnModuleInit {
    constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

    async onModuleInit(): Promise<void> {
      await this.host.httpAdapter.getInstance<FastifyInstance>().register(asSpoken);
    }
  }
  const asSpoken: FastifyPluginCallback = (fastify, _, done) => {
    const sockets: Duplex[] = [];
    fastify.server.on('upgrade', (_request, socket: Duplex) => {
      sockets.push(socket);
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n',
      );
    });
    if (endsThem)
      fastify.addHook('preClose', (ended) => {
        for (const socket of sockets) socket.destroy();
        ended();
      });
    done();
  };
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [Part] })],
    providers: [Protocol],
  });
  const client = connect(Number(new URL(await api.app.getUrl()).port), '127.0.0.1');
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n');
  await once(client, 'data');
  return async () => {
    const began = performance.now();
    await api.app.close();
    return performance.now() - began;
  };
}

/** A server whose requests take as long as they say, and its count of finished background work. */
async function startSlow() {
  const directory = emptyDirectory();
  const file = join(directory, 'work.txt');
  const path = await configFile(SLOW_CONFIG, { 'slow.mjs': SLOW_MODULE });
  const server = await ServerProcess.start([path], {
    DATABASE_FILE: `sqlite:${join(directory, 'slow.db')}`,
    WORK_FILE: file,
  });
  return { server, work: () => readFileSync(file, 'utf8').trim().split('\n').length };
}

/** Eight clients, one request after the other, until the server takes no more. */
function sustained(url: string, agent: Agent) {
  const statuses: (number | undefined)[] = [];
  let cut = 0;
  const client = async () => {
    for (;;) {
      try {
        statuses.push((await post(url, '50', agent)).statusCode);
      } catch (error) {
        // A refused connection was never accepted; anything else would be a lost request.
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') cut += 1;
        return;
      }
    }
  };
  const clients = Promise.all(Array.from({ length: 8 }, client));
  return {
    async end() {
      await clients;
      agent.destroy();
      return { statuses, cut };
    },
  };
}

function post(url: string, name: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = httpRequest(`${url}/slow`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => {
        resolve(answer);
      });
    });
    sent.once('error', reject).end(JSON.stringify({ name }));
  });
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent }, (answer) => {
      answer.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
}

/** A request of which the half is there; `finish` sends the rest, and gives the status line. */
async function halfSent(url: string) {
  const body = '{"name": "1"}';
  const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /slow HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  return {
    async finish(): Promise<string> {
      socket.write(body.slice(5));
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      return text.split('\r\n', 1)[0] ?? '';
    },
  };
}
