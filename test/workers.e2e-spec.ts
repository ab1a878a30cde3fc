import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { buildProgram, emptyDirectory, runProgram, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { describeOnEachDatabase } from './support/nest-app.js';

const TIMEOUT = 120_000;
const WORKERS = ['--workers', '2'];

const books = (more = '') => `endpoints:
  - route: /books
    fields: { title: { type: str } }
    meta: { pagination: { style: page_number, page_size: 100 } ${more} }
`;

beforeAll(buildProgram, TIMEOUT);

describeOnEachDatabase('lightapi serve --workers 2', (server) => {
  const start = async () => {
    const database = await server.create();
    onTestFinished(() => database.drop());
    const variables = { LIGHTAPI_DATABASE_URL: database.url };
    return ServerProcess.start([await configFile(books()), ...WORKERS], variables);
  };

  it(
    'has two processes that answer from one database',
    async () => {
      const api = await start();
      await patiently(() => workersOf(api)).toHaveLength(2);

      const titles = Array.from({ length: 20 }, (_, at) => `t${at}`);
      await Promise.all(titles.map((title) => post(api, title)));

      const { results } = (await (await get(api)).json()) as { results: { title: string }[] };
      expect(results.map(({ title }) => title).sort()).toEqual(titles.sort());
      await patiently(() => answeredBy(api)).toEqual(workersOf(api));
      expect(workersOf(api)).not.toContain(api.pid);
      expect(warnings(api)).toEqual([expect.stringMatching(/^anybody may POST/)]);
    },
    TIMEOUT,
  );

  it(
    'goes on when one is killed, and has two again',
    async () => {
      const api = await start();
      await patiently(() => workersOf(api)).toHaveLength(2);
      const [killed = 0, other] = workersOf(api);

      process.kill(killed, 'SIGKILL');
      await patiently(() => workersOf(api)).toHaveLength(3);

      expect((await get(api)).status).toBe(200);
      expect(workersOf(api).filter(isAlive)).toHaveLength(2);
      expect(workersOf(api).filter(isAlive)).toContain(other);
      expect(api.stderr).toBe(`worker ${killed} ended (SIGKILL): another one is started.\n`);
    },
    TIMEOUT,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with code 0 at %s, and leaves no process behind',
    async (signal) => {
      const api = await start();
      await patiently(() => workersOf(api)).toHaveLength(2);

      expect(await api.stop(signal)).toEqual({ code: 0, signal: null });

      expect(workersOf(api).filter(isAlive)).toEqual([]);
      expect(api.stderr).toBe('');
    },
    TIMEOUT,
  );
});

describe('lightapi serve --workers', { timeout: TIMEOUT }, () => {
  const onFile = () => ({ LIGHTAPI_DATABASE_URL: `sqlite:${emptyDirectory()}/a.db` });

  it(
    'ends its workers where it is killed itself',
    async () => {
      const api = await ServerProcess.start([await configFile(books()), ...WORKERS], onFile());
      await patiently(() => workersOf(api)).toHaveLength(2);

      await api.stop('SIGKILL');

      await patiently(() => workersOf(api).filter(isAlive)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'waits for what its workers do behind their answers, as long as the file says',
    async () => {
      const note = join(emptyDirectory(), 'done');
      const config =
        'background_timeout: 20000\nendpoints:\n  - path: /tasks\n    class: ./task.mjs#Task\n';
      const path = await configFile(config, { 'task.mjs': slowTask(note) });
      const api = await ServerProcess.start([path, ...WORKERS], onFile());
      await patiently(() => workersOf(api)).toHaveLength(2);
      const headers = { 'content-type': 'application/json' };
      await fetch(`${api.url}/tasks`, { method: 'POST', headers, body: '{"name":"a"}' });

      const end = await api.stop();

      expect(end).toEqual({ code: 0, signal: null });
      expect(await readFile(note, 'utf8')).toBe('done');
    },
    TIMEOUT,
  );

  it(
    'gives up, with code 1, where workers end again and again',
    async () => {
      const api = await ServerProcess.start([await configFile(books()), ...WORKERS], onFile());

      await expect
        .poll(
          () => {
            for (const pid of workersOf(api).filter(isAlive)) process.kill(pid, 'SIGKILL');
            return api.isRunning;
          },
          { timeout: TIMEOUT },
        )
        .toBe(false);

      expect(api.stderr).toMatch(/ended \(SIGKILL\), as the 5th soon after its start/);
      expect(api.exitCode).toBe(1);
      expect(workersOf(api).filter(isAlive)).toEqual([]);
    },
    TIMEOUT,
  );

  it('has one port for all of them where any free one is asked for', async () => {
    const file = await configFile(books());
    const api = ServerProcess.spawn([file, ...WORKERS, '--port', '0'], onFile());

    await patiently(() => workersOf(api)).toHaveLength(2);

    const addresses = entriesOf(api).flatMap(
      ({ msg }) => /^listening on (.+)$/.exec(msg)?.[1] ?? [],
    );
    expect(new Set(addresses).size).toBe(1);
  });

  it('says once what is wrong in the file, with code 1', async () => {
    const file = await configFile(books().replace('type: str', 'type: strange'));

    const { code, stderr, stdout } = await runProgram(['serve', file, ...WORKERS], onFile());

    expect(code).toBe(1);
    expect(stderr).toMatch(/^\S+:3: endpoints\[0\]\.fields\.title\.type is [^\n]+\n$/);
    expect(stdout).toBe('');
  });

  it('says once that the port is in use, with code 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const file = await configFile(books());

    const { code, stderr } = await runProgram(
      ['serve', file, ...WORKERS, '--host', '127.0.0.1', '--port', port],
      onFile(),
    );

    expect(code).toBe(1);
    expect(stderr.match(/the port is in use/g)).toHaveLength(1);
  });

  it.each([
    [', cache: { ttl: 60 }', 'sqlite:a.db', /\/books keeps answers in the memory of each worker/],
    ['', 'sqlite::memory:', /each worker would have a database in memory of its own/],
    ['', 'sqlite://', /each worker would have a database in memory of its own/],
  ])('refuses what only one process can have: %s %s', async (meta, url, reason) => {
    const file = await configFile(books(meta));

    const result = await runProgram(
      ['serve', file, ...WORKERS],
      { LIGHTAPI_DATABASE_URL: url },
      emptyDirectory(),
    );

    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(reason) });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('warns, once, of limits that each worker counts by itself', async () => {
    const file = await configFile(books(', throttle: { requests_per_minute: 1000 }'));
    const api = await ServerProcess.start([file, ...WORKERS], onFile());
    await patiently(() => workersOf(api)).toHaveLength(2);

    expect(warnings(api).filter((text) => text.includes('workers'))).toEqual([
      'each of 2 workers counts limits by itself, and so all allow 2 times as much. Name a Redis: redis.url in the file, or LIGHTAPI_REDIS_URL.',
    ]);
  });

  it.each([
    [['--workers', '0'], /Give a number from 1 to 99, or 'auto'/],
    [['--workers', '2', '--watch'], /cannot be used with option '--watch'/],
  ])('refuses %j', async (args, reason) => {
    const { code, stderr } = await runProgram(['serve', ...args]);

    expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
  });
});

/** Longer than the first process waits for workers that do nothing behind their answers. */
const slowTask = (note: string) => `
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Endpoint, Field, RestEndpoint } from '${new URL('../dist/index.js', import.meta.url).href}';

export class Task extends RestEndpoint {
  create(data, request) {
    this.background(() => sleep(13_000).then(() => writeFile('${note}', 'done')));
    return super.create(data, request);
  }
}
Field({ type: 'string' })(Task.prototype, 'name');
Endpoint('/tasks')(Task);
`;

/** Processes start one after the other, beside whatever else the machine does. */
function patiently<T>(look: () => T) {
  return expect.poll(look, { timeout: TIMEOUT, interval: 50 });
}

interface LogEntry {
  readonly pid: number;
  readonly msg: string;
  readonly level: number;
}

function entriesOf({ stdout }: ServerProcess): LogEntry[] {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogEntry);
}

/** Those that have begun to listen, in this order. */
function workersOf(api: ServerProcess): number[] {
  return entriesOf(api)
    .filter(({ msg }) => msg.startsWith('listening on'))
    .map(({ pid }) => pid);
}

function answeredBy(api: ServerProcess): number[] {
  const answers = entriesOf(api).filter(({ msg }) => msg === 'request completed');
  const all = new Set(answers.map(({ pid }) => pid));
  return workersOf(api).filter((pid) => all.has(pid));
}

function warnings(api: ServerProcess): string[] {
  return entriesOf(api)
    .filter(({ level }) => level === 40)
    .map(({ msg }) => msg);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Each on a connection of its own, as those are what is given to workers. */
function get({ url }: ServerProcess) {
  return fetch(`${url}/books`, { headers: { connection: 'close' } });
}

async function post({ url }: ServerProcess, title: string): Promise<void> {
  const { status } = await fetch(`${url}/books`, {
    method: 'POST',
    headers: { connection: 'close', 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  expect(status).toBe(201);
}
