import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { buildProgram, eventually, runProgram, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { startProblems } from './support/nest-app.js';
import { REDIS } from './support/redis.js';
import { freePort } from './support/sample-process.js';
import { SERVERS, type TestDatabase } from './support/servers.js';

beforeAll(buildProgram, 180_000);

const BOOKS = `
endpoints:
  - route: /books
    fields: { title: { type: str } }
`;

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

describe.skipIf(POSTGRES.missing)(
  `a database that is not there at once (${POSTGRES.missing ?? 'PostgreSQL'})`,
  () => {
    it('is waited for, and the log says so', async () => {
      const database = await fresh();
      const door = await closedDoor(database.url);
      const server = ServerProcess.spawn([await configFile(BOOKS)], {
        LIGHTAPI_DATABASE_URL: door.url,
        LIGHTAPI_PORT: String(await freePort()),
      });
      await eventually(() => server.stdout).toMatch(
        /waits for the database \(ECONNREFUSED\), up to 10 s more/,
      );
      await door.open();

      await eventually(() => statusAt(`${server.url}/books`)).toBe(200);
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    });

    it('is waited for until somebody ends the process, which is no failure', async () => {
      const server = ServerProcess.spawn([await configFile(BOOKS)], {
        LIGHTAPI_DATABASE_URL: 'postgresql://ada:geheim@127.0.0.1:1/shop',
      });
      await eventually(() => server.stdout).toContain('waits for the database');

      expect(await server.stop()).toEqual({ code: 0, signal: null });
    });

    it('is waited for as long as is said', async () => {
      const { code, stdout, stderr } = await runProgram(['serve', await configFile(BOOKS)], {
        LIGHTAPI_DATABASE_URL: 'postgresql://ada:geheim@127.0.0.1:1/shop',
        LIGHTAPI_DATABASE_WAIT: '1',
      });

      expect(code).toBe(1);
      expect(stdout).toMatch(/waits for the database \(ECONNREFUSED\), up to 1 s more/);
      expect(stderr).toMatch(/^The database 'shop' can't be opened \(ECONNREFUSED\)/);
      expect(stdout + stderr).not.toContain('geheim');
    });

    it('is not waited for where it knows no such user', async () => {
      const url = new URL((await fresh()).url);
      url.username = 'nobody_of_this_name';

      const { code, stdout, stderr } = await runProgram(['serve', await configFile(BOOKS)], {
        LIGHTAPI_DATABASE_URL: url.href,
      });

      expect(code).toBe(1);
      expect(stdout).not.toContain('waits');
      expect(stderr).toMatch(/can't be opened \(28000\)\. Check the user .* pg_hba\.conf/);
    });
  },
);

it('a wait that is no number of seconds is told', async () => {
  const { code, stderr } = await runProgram(['serve', await configFile(BOOKS)], {
    LIGHTAPI_DATABASE_WAIT: 'long',
  });

  expect([code, stderr]).toEqual([
    1,
    "LIGHTAPI_DATABASE_WAIT is 'long'. Give seconds, e.g. 30, or 0 not to wait.\n",
  ]);
});

it.each([
  [{ databaseWait: -1 }, /^'databaseWait' is -1\. Give seconds, from 0 to 3600\./],
  [{ replicas: 'postgresql://a:hunter2@b/c' as never }, /^'replicas' is no object/],
  [{ replicas: { lag: Infinity } }, /^'replicas.lag' is Infinity/],
  [{ replicas: { urls: 'postgresql://a:hunter2@b/c' as never } }, /^'replicas.urls' is no list/],
  [{ replicas: { url: [] } as never }, /no option 'url'.*Did you mean 'urls'/],
  [
    { database: 'sqlite::memory:', replicas: { urls: ['postgresql://a:hunter2@b/c'] } },
    /^'replicas.urls' stands beside an SQLite file/,
  ],
])('the options %j are told to be wrong', async (options, told) => {
  const [problem] = await startProblems({ ...options, endpoints: [Part] });

  expect(problem).toMatch(told);
  expect(problem).not.toContain('hunter2');
});

describe.skipIf(REDIS.missing)(`with a Redis (${REDIS.missing ?? REDIS.url})`, () => {
  it('a start that fails ends by itself, soon', async () => {
    const config = `
database_url: "sqlite::memory:"
redis: { url: "${REDIS.url}" }
throttle: { requests_per_minute: 5 }
endpoints:
  - path: /broken
    class: ./broken.mjs#Broken
`;
    const path = await configFile(config, { 'broken.mjs': BROKEN });

    const began = performance.now();
    const { code, stderr } = await runProgram(['serve', path], {}, process.cwd());

    expect([code, stderr]).toEqual([1, 'there is no shelf\n']);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

const BROKEN = `
import { Endpoint, Field, RestEndpoint } from '${new URL('../dist/index.js', import.meta.url).href}';

export class Broken extends RestEndpoint {
  constructor() {
    super();
    throw new Error('there is no shelf');
  }
}
Field({ type: 'string' })(Broken.prototype, 'name');
Endpoint('/broken')(Broken);
`;

async function fresh(): Promise<TestDatabase> {
  const database = await POSTGRES.create();
  onTestFinished(() => database.drop());
  return database;
}

/** An address at which a database is to be found later. */
async function closedDoor(url: string) {
  const port = await freePort();
  const target = new URL(url);
  const door = new URL(url);
  door.host = `127.0.0.1:${port}`;
  const server: Server = createServer((socket: Socket) => {
    const behind = connect(Number(target.port || 5432), target.hostname);
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
    socket.pipe(behind).pipe(socket);
  });
  onTestFinished(() => void server.close());
  return {
    url: door.href,
    async open(): Promise<void> {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

/** `undefined` while nobody answers there. */
function statusAt(url: string): Promise<number | undefined> {
  return fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );
}
