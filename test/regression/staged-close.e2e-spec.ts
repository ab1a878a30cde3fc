import { on, once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  Field,
  IsAuthenticated,
  JWTAuthentication,
  RestEndpoint,
} from '../../lib/index.js';
import { closeInStages } from '../../lib/respond/staged-close.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';
import { SECRET } from '../support/tokens.js';

@Endpoint('/notes', { table: 'staged_notes' })
class Note extends RestEndpoint {
  @Field({ type: 'text' })
  text!: string;
}

@Endpoint('/guarded', {
  authentication: { backend: JWTAuthentication, permission: IsAuthenticated },
})
class Guarded extends RestEndpoint {
  @Field({ type: 'text' })
  text!: string;
}

/** No row is written: one database is enough. */
const [sqlite] = SERVERS;

const PIECE = 'a'.repeat(50_000);
const PIECES = 20;
const LENGTH = PIECE.length * PIECES;
const JSON_TYPE = 'content-type: application/json';
const OTHER_TYPE = 'content-type: text/plain';
const CLOSE = 'connection: close';

/** More than the time for which a connection is read on, and less than an end may take. */
const TOO_LONG_MS = 7_500;

/** What is answered before its body has come, and who closes then. */
const REFUSED = [
  ['can not be parsed', 400, 'POST', ['transfer-encoding: gzip, chunked', 'content-length: 9']],
  ['breaks in its body', 400, 'POST', [JSON_TYPE, 'transfer-encoding: chunked']],
  ['has too large a body', 413, 'POST', [JSON_TYPE, 'content-length: 9000000']],
  ['has too large headers', 431, 'POST', [`x: ${'a'.repeat(20_000)}`, `content-length: ${LENGTH}`]],
  ['is no JSON', 415, 'POST', [OTHER_TYPE, `content-length: ${LENGTH}`]],
  ['has no route', 404, 'POST /nothing', [CLOSE, `content-length: ${LENGTH}`]],
  ['comes from nobody', 401, 'POST /guarded', [CLOSE, `content-length: ${LENGTH}`]],
  ['says nothing of its body', 200, 'GET', [CLOSE]],
  ['expects the impossible', 417, 'POST', ['expect: a', `content-length: ${LENGTH}`]],
  ['is a tunnel', 400, 'CONNECT', []],
  [
    'waits to be let go on',
    413,
    'POST',
    [JSON_TYPE, 'expect: 100-continue', 'content-length: 9000000'],
  ],
] as const;

describe('a request that is answered before it has come', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(sqlite!, { endpoints: [Note, Guarded], jwt: { secret: SECRET } });
  });
  afterAll(async () => {
    await api.stop();
  });

  /** Node listens no more to a tunnel's errors: the process ended. */
  it('may be a tunnel that is reset, at any moment', async () => {
    const { hostname, port } = new URL(api.url);
    for (let turns = 0; turns < 40; turns += 1) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write('CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n');
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      socket.resetAndDestroy();
    }

    expect((await fetch(`${api.url}/notes`)).status).toBe(200);
  });

  /** The connection was reset while the client still sent, and the answer was lost. */
  it.each(REFUSED)(
    'has its answer after it was sent on: %s',
    async (_what, status, verb, lines) => {
      const client = await opened(api.url);
      client.pause();
      client.write(headOf(verb, lines));

      await sendSlowly(client);
      client.end();

      const answer = (await text(client)).replace('HTTP/1.1 100 Continue\r\n\r\n', '');
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
      expect(() => bodyOf(answer)).not.toThrow();
    },
  );

  it('has its answer where the whole body is chunked and too large', async () => {
    const client = await opened(api.url);
    client.pause();
    client.write(headOf('POST', [JSON_TYPE, 'transfer-encoding: chunked']));

    for (let at = 0; at < 2 * PIECES; at += 1) await send(client, chunk(PIECE));

    client.end(chunk(''));
    expect(await text(client)).toMatch(/^HTTP\/1.1 413 .*\{"detail":"the body is too large"\}$/s);
  });

  it('leaves the connection for the next one where its body ends', async () => {
    const client = await opened(api.url);
    client.write(headOf('POST /guarded', [`content-length: ${LENGTH}`]));
    const first = await answered(client);

    await sendSlowly(client);
    client.write(headOf('GET', []));

    expect(first).toMatch(/^HTTP\/1.1 401 /);
    expect(await answered(client)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is the last that is served where the connection is closed', async () => {
    const client = await opened(api.url);
    client.pause();
    client.write(headOf('POST', [JSON_TYPE, 'content-length: 2000000']));
    await sleep(100);

    for (let at = 0; at < 40; at += 1) await send(client, PIECE);
    const body = '{"text":"smuggled"}';
    client.end(`${headOf('POST', [JSON_TYPE, `content-length: ${body.length}`])}${body}`);

    expect((await text(client)).match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect((await api.get('/notes')).json).toEqual({ results: [] });
  });

  describe.each([
    ['that is closed', [CLOSE]],
    ['that could live on', []],
  ])('on a connection %s', (_what, lines) => {
    it('is read for some seconds where the client never ends it', async () => {
      const client = await opened(api.url);
      client.resume().write(headOf('POST /guarded', [...lines, 'transfer-encoding: chunked']));
      const began = performance.now();

      while (!client.closed && performance.now() - began < TOO_LONG_MS) {
        client.write(chunk('a'));
        await sleep(100);
      }

      expect(client.closed).toBe(true);
      expect(performance.now() - began).toBeGreaterThan(4_000);
    });

    it('is read for some MiB where the client sends as fast as it can', async () => {
      const client = await opened(api.url);
      client.resume().write(headOf('POST /guarded', [...lines, 'transfer-encoding: chunked']));

      const sent = await sendUntilClosed(client, chunk(PIECE));

      expect(sent).toBeGreaterThan(10_000_000);
      expect(sent).toBeLessThan(100_000_000);
    });

    it('is given up where nothing more comes', async () => {
      const client = await opened(api.url);
      client.resume().write(headOf('POST /guarded', [...lines, `content-length: ${LENGTH}`]));
      await sleep(3_000);

      // The first is answered by a reset, where the connection is closed.
      await send(client, 'a').catch(() => undefined);
      await sleep(100);

      await expect(send(client, 'a')).rejects.toThrow();
    });
  });

  it('goes on where its body breaks after it was answered', async () => {
    const client = await opened(api.url);
    client.write(headOf('POST /guarded', ['transfer-encoding: chunked']));
    const answer = await answered(client);
    client.resume().write('no chunk');

    for (let at = 0; at < 30; at += 1) {
      await sleep(100);
      await send(client, 'a');
    }
    client.end();
    await once(client, 'close');

    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(client.errored).toBeNull();
  });

  it('has its bounds once where its body breaks after it was answered', async () => {
    const client = await opened(api.url);
    client.write(headOf('POST /guarded', ['transfer-encoding: chunked']));
    await answered(client);
    client.resume();
    for (let sent = 0; sent < 14_000_000; sent += PIECE.length) await send(client, chunk(PIECE));

    client.write('no chunk');
    expect(await sendUntilClosed(client, PIECE)).toBeLessThan(14_000_000);
  });

  it('is read for some MiB where the answer before it is left unread', async () => {
    const server = createServer((_request, answer) => answer.end(Buffer.alloc(50_000_000)));
    server.on('clientError', (_error, socket) => {
      closeInStages(socket as Socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const client = await opened(`http://127.0.0.1:${port}`);
    client.pause().write(headOf('GET', []));
    await sleep(100);
    client.write('no request\r\n\r\n');

    const sent = await sendUntilClosed(client, PIECE);

    expect(sent).toBeGreaterThan(10_000_000);
    expect(sent).toBeLessThan(100_000_000);
  });

  it('does not hold up the end', async () => {
    const api = await startApi(sqlite!, { endpoints: [Guarded], jwt: { secret: SECRET } });
    const client = await opened(api.url);
    client.resume().write(headOf('POST /guarded', [CLOSE, 'transfer-encoding: chunked']));
    const drip = setInterval(() => client.write(chunk('a')), 50);
    onTestFinished(() => {
      clearInterval(drip);
    });
    await sleep(200);
    const began = performance.now();

    await api.stop();

    expect(performance.now() - began).toBeLessThan(TOO_LONG_MS);
  });
});

/** @param verb - and a path, where it is another than the notes' */
function headOf(verb: string, lines: readonly string[]): string {
  const line = verb === 'CONNECT' ? 'CONNECT a:1' : verb.includes('/') ? verb : `${verb} /notes`;
  return `${[`${line} HTTP/1.1`, 'host: a', ...lines].join('\r\n')}\r\n\r\n`;
}

function chunk(bytes: string): string {
  return `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
}

/** A client that goes on when the server has ended its side. */
async function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  onTestFinished(() => {
    client.destroy();
  });
  client.on('error', () => undefined);
  await once(client, 'connect');
  return client;
}

/** @throws where the connection has been reset */
function send(client: Socket, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** @returns the bytes that were sent until the server gave up, or 200 MB */
async function sendUntilClosed(client: Socket, piece: string): Promise<number> {
  let sent = 0;
  while (!client.closed && sent < 200_000_000) {
    await send(client, piece).catch(() => undefined);
    sent += piece.length;
  }
  return sent;
}

async function sendSlowly(client: Socket): Promise<void> {
  for (let at = 0; at < PIECES; at += 1) {
    await send(client, PIECE);
    await sleep(10);
  }
}

/** An answer of ASCII with its length, or what has come of it. */
async function answered(client: Socket): Promise<string> {
  let answer = '';
  for await (const [bytes] of on(client, 'data', { close: ['end', 'close'] }) as AsyncIterable<
    [Buffer]
  >) {
    answer += bytes.toString();
    const [, length] = /content-length: (\d+)/i.exec(answer) ?? [];
    if (answer.split('\r\n\r\n')[1]?.length === Number(length)) break;
  }
  return answer;
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
}
