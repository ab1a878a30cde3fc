import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import {
  buildProgram,
  emptyDirectory,
  eventually,
  hasTerminals,
  PROGRAM,
  runProgram,
  ServerProcess,
} from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { SERVERS } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

const ROOT = join(import.meta.dirname, '..');
const SEED = join(import.meta.dirname, 'fixtures', 'config', 'seed-readme.yaml');
const SAMPLE = join(ROOT, 'sample', '04-yaml', 'lightapi.yaml');
const WAREHOUSE = join(ROOT, 'sample', '04-yaml', 'warehouse');

const BOOKS = `database: { url: "sqlite::memory:" }
endpoints:
  - route: /books
    fields: { title: { type: str } }
`;
const PENS = BOOKS.replace('/books', '/pens');
const WRONG = BOOKS.replace('type: str', 'typ: str').replace('/books', 'books');

beforeAll(() => buildProgram(), 180_000);

/** This Node, which says that it is an older one; and an older one where the machine has it. */
const OLD_NODES = [
  { how: 'as it says', command: [process.execPath, '--import', pretending('20.20.2')] },
  ...['/usr/bin/node', '/usr/local/bin/node'].filter(isNode20).map((path) => ({
    how: 'as it is',
    command: [path],
  })),
];

function pretending(node: string): string {
  return `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${node}"}})`;
}

function isNode20(path: string): boolean {
  return existsSync(path) && execFileSync(path, ['--version']).toString().startsWith('v20.');
}

describe('lightapi', () => {
  it('tells its version', async () => {
    const { stdout } = await runProgram(['--version']);

    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([['--help'], ['serve', '--help'], ['check', '--help']])('%s %s', async (...args) => {
    const { code, stdout } = await runProgram(args);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: lightapi/);
  });

  it.each([
    [['serve', '--prot', '1'], /unknown option '--prot'[^]*Did you mean --port/],
    [['serve', '--port', '70000'], /Give a port from 0 to 65535/],
    [['chek', 'a', 'b'], /too many arguments/],
  ])('refuses %j', async (args, told) => {
    const { code, stderr } = await runProgram(args);

    expect(code).toBe(1);
    expect(stderr).toMatch(told);
  });
});

describe('lightapi check', () => {
  it('lists what a right file serves, warns of what anybody may write, and opens nothing', async () => {
    const directory = emptyDirectory();
    const path = await configFile(BOOKS.replace('sqlite::memory:', 'sqlite:shop.db'));

    const { code, stdout, stderr } = await runProgram(['check', path], {}, directory);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\/books {2}GET POST PUT PATCH DELETE {2}table books/);
    expect(stdout).toMatch(/database sqlite:shop\.db/);
    expect(stdout).toMatch(/warning: anybody may POST, PUT, PATCH, DELETE \/books/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('shows no password of the database', async () => {
    const path = await configFile(
      BOOKS.replace('sqlite::memory:', 'postgresql://ada:geheim@db.example/shop'),
    );

    const { stdout } = await runProgram(['check', path]);

    expect(stdout).toContain('database postgresql://…@db.example/shop');
  });

  it('lists all that is wrong at once, in lines', async () => {
    const { code, stdout, stderr } = await runProgram(['check', await configFile(WRONG)]);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^lightapi\.yaml:3: endpoints\[0\]\.route is the text 'books'/),
      expect.stringMatching(/^lightapi\.yaml:4: endpoints\[0\]\.fields\.title has no 'type'/),
      expect.stringMatching(/^lightapi\.yaml:4: .*typ: there is no such option.*'type'\?/),
    ]);
  });

  it('takes the file that LIGHTAPI_CONFIG names, or lightapi.yaml', async () => {
    const path = await configFile(BOOKS);

    const named = await runProgram(['check'], { LIGHTAPI_CONFIG: path });
    const found = await runProgram(['check'], {}, join(path, '..'));
    const none = await runProgram(['check'], {}, emptyDirectory());

    expect([named.code, found.code, none.code]).toEqual([0, 0, 1]);
    expect(none.stderr).toBe("lightapi.yaml can't be read (ENOENT). Give the path of a file.\n");
  });

  it('refuses a file with tokens where there is no secret', async () => {
    const variables = { DATABASE_URL: 'sqlite::memory:' };

    const [without, empty, right] = [
      await runProgram(['check', SEED], variables),
      await runProgram(['check', SEED], { ...variables, LIGHTAPI_JWT_SECRET: '' }),
      await runProgram(['check', SEED], { ...variables, LIGHTAPI_JWT_SECRET: SECRET }),
    ];

    expect([without.code, empty.code, right.code]).toEqual([1, 1, 0]);
    expect(without.stderr).toMatch(/jwt has no key, or an empty one.*LIGHTAPI_JWT_SECRET/);
  });

  it('refuses a database of the environment that is not known, without its password', async () => {
    const path = await configFile('endpoints:\n  - { route: /a, fields: { a: { type: str } } }\n');

    const { code, stderr } = await runProgram(['check', path], {
      LIGHTAPI_DATABASE_URL: 'mysql://ada:geheim@localhost/shop',
    });

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^LIGHTAPI_DATABASE_URL: The database URL begins with 'mysql:', which is not known/,
    );
    expect(stderr).not.toContain('geheim');
  });

  it.each([
    [{}, 'cache in memory'],
    [{ LIGHTAPI_REDIS_URL: 'redis://ada:geheim@cache.example:6379' }, 'cache redis://…@cache.'],
  ])('says where answers are kept: %j', async (environment, line) => {
    const { stdout } = await runProgram(['check', SAMPLE], environment);

    expect(stdout).toContain(line);
    expect(stdout).not.toContain('geheim');
  });

  it('names LIGHTAPI_REDIS_URL where it is no URL', async () => {
    const { code, stderr } = await runProgram(['check', await configFile(BOOKS)], {
      LIGHTAPI_REDIS_URL: 'geheim',
    });

    expect([code, stderr]).toEqual([1, expect.stringMatching(/^LIGHTAPI_REDIS_URL is no URL/)]);
    expect(stderr).not.toContain('geheim');
  });

  it('warns of a reference to a table that only the database may have', async () => {
    const yaml = BOOKS.replace('type: str', 'type: int, foreign_key: boxes.id');
    const path = await configFile(yaml.replace('sqlite::memory:', 'sqlite:shop.db'));

    const { code, stdout } = await runProgram(['check', path]);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^warning: lightapi\.yaml:4: endpoints\[0\]\.fields\.title: it refers to 'boxes\.id', and no endpoint/m,
    );
  });

  it('says that a variable is missing', async () => {
    const { stderr } = await runProgram(['check', SEED], { LIGHTAPI_JWT_SECRET: SECRET });

    expect(stderr).toBe(
      'seed-readme.yaml:3: database.url: the environment has no variable DATABASE_URL. Set it, or write ${DATABASE_URL:-a default}.\n',
    );
  });
});

describe('a warning of the start', () => {
  const GUESSED = /The secret for tokens has 5 bytes/g;
  const short = { LIGHTAPI_JWT_SECRET: 'short' };

  it('does not get into the document that is printed', async () => {
    const { stdout, stderr } = await runProgram(['openapi', await configFile(BOOKS)], short);

    expect(JSON.parse(stdout)).toHaveProperty('openapi');
    expect(stderr.match(GUESSED)).toHaveLength(1);
    expect(stderr).not.toContain('\u001b');
  });

  it('is told by check, beside what it tells otherwise', async () => {
    const { stdout, stderr } = await runProgram(['check', await configFile(BOOKS)], short);

    expect(stdout).toMatch(/^warning: The secret for tokens has 5 bytes/m);
    expect(stdout.match(GUESSED)).toHaveLength(1);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('is once in the log of serve, as JSON', async () => {
    const server = await ServerProcess.start([await configFile(BOOKS)], short);

    await eventually(() => server.stdout).toContain('anybody may');
    const entries = server.stdout.trim().split('\n').map(messageOf);
    expect(entries.filter((message) => message.match(GUESSED))).toHaveLength(1);
    expect(server.stderr).toBe('');
  });

  it.each([
    ['openapi', 'reflected.yaml'],
    ['migration', 'check', 'reflected.yaml'],
    ['introspect', 'postgresql://ada@127.0.0.1:1/shop'],
  ])('of a database that is not there is on standard error: %s', async (...args) => {
    const yaml = 'endpoints: [{ route: /books, reflect: true }]\n';
    const path = await configFile('', { 'reflected.yaml': yaml });

    const { stdout, stderr } = await runProgram(
      args,
      {
        LIGHTAPI_DATABASE_URL: 'postgresql://ada@127.0.0.1:1/shop',
        LIGHTAPI_DATABASE_WAIT: '1',
      },
      join(path, '..'),
    );

    expect(stdout).toBe('');
    expect(stderr).toContain("The database 'shop' can't be opened");
    expect(stderr.match(/waits for the database/g)?.length ?? 0).toBe(
      args[0] === 'introspect' ? 0 : 1,
    );
  });
});

describe('lightapi serve', () => {
  it('answers soon after its start', async () => {
    const directory = emptyDirectory();
    const server = await ServerProcess.start([SAMPLE], {}, directory);

    const { status } = await fetch(`${server.url}/products`);

    expect(status).toBe(200);
    console.log(`lightapi serve: first answer after ${Math.round(server.startedIn)} ms`);
  });

  it('puts the middleware of the sample around its requests', async () => {
    const server = await ServerProcess.start([SAMPLE], {}, emptyDirectory());

    const { headers } = await fetch(`${server.url}/products`);

    expect(headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/);
  });

  it('serves the old database of the sample, and adds to it only what is declared', async () => {
    const directory = emptyDirectory();
    execFileSync(process.execPath, [`${WAREHOUSE}.js`], { cwd: directory, stdio: 'ignore' });
    const server = await ServerProcess.start([`${WAREHOUSE}.yaml`], {}, directory);
    const { url } = server;
    const change = (path: string, body: object, tag: string | null) =>
      fetch(url + path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'if-match': tag ?? '' },
        body: JSON.stringify(body),
      });

    const supplier = await fetch(`${url}/suppliers/INK%2F2`);
    const changes = [
      await change('/suppliers/INK%2F2', { Rating: 5 }, supplier.headers.get('etag')),
      await change('/suppliers/INK%2F2', { Rating: 1 }, supplier.headers.get('etag')),
      await change('/shelves/A,1', { Pieces: 8 }, '*'),
    ];
    const stock = await fetch(`${url}/stock`);
    const removal = await fetch(`${url}/stock`, { method: 'DELETE' });

    expect(await supplier.json()).toEqual({
      SupplierCode: 'INK/2',
      CompanyName: 'Ink & Sons',
      Rating: null,
    });
    expect(changes.map(({ status }) => status)).toEqual([200, 412, 200]);
    expect(await changes[2]?.json()).toEqual({
      Aisle: 'A',
      Level: 1,
      SupplierCode: 'ACME',
      Pieces: 8,
      checked_at: null,
    });
    expect(await stock.json()).toMatchObject({
      results: [
        { SupplierCode: 'ACME', Pieces: 15 },
        { SupplierCode: 'INK/2', Pieces: 30 },
      ],
    });
    expect(removal.status).toBe(405);
    expect(server.stdout).toContain('anybody may POST, PUT, PATCH, DELETE /shelves');
    expect(server.stdout).not.toMatch(/anybody may .+ \/stock/);
  });

  it.each(SERVERS.filter(({ missing }) => missing === undefined))(
    'serves a file of LightAPI v2 unchanged on $name',
    async (kind) => {
      const database = await kind.create();
      onTestFinished(() => database.drop());
      const { url } = await ServerProcess.start([SEED], {
        DATABASE_URL: database.url,
        LIGHTAPI_JWT_SECRET: SECRET,
      });
      const user = bearer(await signed({ sub: 'ada' }));
      const send = (path: string, body: object, headers = {}) =>
        fetch(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        });

      const answers = [
        await fetch(`${url}/products`),
        await send('/products', { name: 'Pen', price: 2.5 }, user),
        await fetch(`${url}/products?in_stock=true&ordering=-price`, { headers: user }),
        await fetch(`${url}/products/1`, { method: 'PATCH', headers: user }),
        await send('/orders', { reference: 'a', total: 1 }),
        await fetch(`${url}/orders`, { headers: { origin: 'https://evil.example' } }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([401, 201, 200, 405, 201, 200]);
      expect(await answers[2]!.json()).toMatchObject({ count: 1, results: [{ in_stock: true }] });
      expect(answers[5]!.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('listens where --host and --port say, whatever the environment says', async () => {
    const probe = await ServerProcess.start([await configFile(BOOKS)]);
    const { port } = new URL(probe.url);
    await probe.stop();

    const server = await ServerProcess.start(
      [await configFile(BOOKS), '--host', '127.0.0.1', '--port', port],
      { LIGHTAPI_PORT: '1', LIGHTAPI_HOST: '192.0.2.1' },
    );

    expect((await fetch(`${server.url}/books`)).status).toBe(200);
  });

  it('names LIGHTAPI_DATABASE_URL where it is empty', async () => {
    const path = await configFile('endpoints: []');

    const { code, stderr } = await runProgram(['check', path], { LIGHTAPI_DATABASE_URL: '' });

    expect([code, stderr]).toEqual([1, expect.stringMatching(/^LIGHTAPI_DATABASE_URL is empty\./)]);
  });

  it('reads LIGHTAPI_CONFIG, LIGHTAPI_DATABASE_URL, LIGHTAPI_JWT_SECRET and LIGHTAPI_PORT', async () => {
    const directory = emptyDirectory();
    const yaml = `endpoints:
  - route: /books
    fields: { title: { type: str } }
    meta: { authentication: { backend: JWTAuthentication } }
`;
    const server = await ServerProcess.start([], {
      LIGHTAPI_CONFIG: await configFile(yaml),
      LIGHTAPI_DATABASE_URL: `sqlite:${join(directory, 'named.db')}`,
      LIGHTAPI_JWT_SECRET: SECRET,
    });

    const headers = bearer(await signed({ sub: 'ada' }));

    expect((await fetch(`${server.url}/books`, { headers })).status).toBe(200);
    expect(existsSync(join(directory, 'named.db'))).toBe(true);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with code 0 at %s', async (signal) => {
    const server = await ServerProcess.start([await configFile(BOOKS)]);

    expect(await server.stop(signal)).toEqual({ code: 0, signal: null });
  });

  it('writes its log as lines of JSON where nobody looks', async () => {
    const server = await ServerProcess.start([await configFile(BOOKS)]);
    await fetch(`${server.url}/books?page=2`);

    await eventually(() => server.stdout).toContain('/books?page=2');
    const lines = server.stdout.trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { msg: string; level: number });
    expect(entries.map(({ msg }) => msg)).toContain(`listening on ${server.url}`);
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringMatching(/^anybody may POST/) }),
    );
  });

  it('writes more where LIGHTAPI_DEBUG is set', async () => {
    const { stderr } = await runProgram(['check', await configFile(WRONG)], {
      LIGHTAPI_DEBUG: '1',
    });

    expect(stderr).toMatch(/\n\s+at /);
  });
});

describe('lightapi serve on a terminal', () => {
  it.skipIf(!hasTerminals())(
    'is short and shows requests (needs script of util-linux)',
    async () => {
      const port = await freePortNow();
      const path = await configFile(
        BOOKS.replace('sqlite::memory:', `sqlite:${emptyDirectory()}/a.db`),
      );
      // Replaces the shell, or a shell that waits would end by the Ctrl-C as well.
      const command = ['exec', process.execPath, PROGRAM, 'serve', path, '--port', port].join(' ');
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, NO_COLOR: '1', LIGHTAPI_HOST: '127.0.0.1' },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let shown = '';
      child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
      await eventually(() => shown).toContain('warning:');

      await fetch(`http://127.0.0.1:${port}/books?page=1`);

      await eventually(() => shown).toMatch(/\d\d:\d\d:\d\d GET \/books\?page=1 200 \d+\.\d ms/);
      expect(shown).toMatch(/^lightapi on http:\/\/127\.0\.0\.1:\d+\r?\n {2}\/books/m);
      expect(shown.split('\n').length).toBeLessThan(8);
      child.stdin.write('\u0003');
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
    },
  );
});

describe('a server that can not start', () => {
  it.each([
    ['a wrong file', WRONG, /^lightapi\.yaml:3: /],
    ['a database file in no directory', at('sqlite:/nowhere/at/all/a.db'), /can't be opened/],
    ['a database file that is none', at(`sqlite:${PROGRAM}`), /can't be opened|can't be used/],
    ['a database that can not be written', at('sqlite:/proc/lightapi.db'), /can't be opened/],
    [
      'an unreachable database',
      at('postgresql://ada:geheim@127.0.0.1:1/shop'),
      /^The database 'shop' can't be opened \(ECONNREFUSED\)/,
    ],
  ])('because of %s says so in a line for each mistake', async (_what, yaml, told) => {
    const { code, stdout, stderr } = await runProgram(['serve', await configFile(yaml)], {
      LIGHTAPI_PORT: '0',
      LIGHTAPI_DATABASE_WAIT: '0',
    });

    expect(code).toBe(1);
    expect(stderr).toMatch(told);
    expect(stdout + stderr).not.toMatch(/geheim|\n\s+at |"stack"/);
  });

  it('because its port is in use says so in a line', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;

    const { code, stderr } = await runProgram(
      ['serve', await configFile(BOOKS), '--host', '127.0.0.1', '--port', String(port)],
      {},
    );

    expect(code).toBe(1);
    expect(stderr).toBe(
      `the port is in use (EADDRINUSE: address already in use 127.0.0.1:${port}). Give another with --port.\n`,
    );
  });

  it('because LIGHTAPI_PORT is no port says so in a line', async () => {
    const { code, stderr } = await runProgram(['serve', await configFile(BOOKS)], {
      LIGHTAPI_PORT: 'http',
    });

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "LIGHTAPI_PORT is 'http'. Give a port from 0 to 65535.\n",
    });
  });

  it.each(OLD_NODES)('because Node is too old says so in a line ($how)', async ({ command }) => {
    const [node = '', ...options] = command;
    const child = spawn(node, [...options, PROGRAM, '--version'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));

    const [code] = (await once(child, 'close')) as [number];

    expect(code).toBe(1);
    expect(said).toMatch(/^nestjs-lightapi needs Node 22\.17 or newer, and this is 20.*\n$/);
  });
});

describe('lightapi serve --watch', () => {
  it('serves a changed file, and goes on with the old one while the new one is wrong', async () => {
    const path = await configFile(BOOKS);
    const server = await ServerProcess.start([path, '--watch']);
    const status = (route: string) =>
      fetch(server.url + route).then(
        (answer) => answer.status,
        () => 'no answer',
      );

    await writeFile(path, WRONG);
    await eventually(() => server.stderr).toContain('The server goes on as it was.');
    const during = await status('/books');
    await writeFile(path, PENS);
    await eventually(() => status('/pens')).toBe(200);

    expect([during, await status('/books')]).toEqual([200, 404]);
    expect(server.stderr).toMatch(/lightapi\.yaml:3: endpoints\[0\]\.route/);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });
});

/** What a line of the log says. */
function messageOf(line: string): string {
  return (JSON.parse(line) as { readonly msg: string }).msg;
}

function at(database: string): string {
  return BOOKS.replace('sqlite::memory:', database);
}

/** One of the machine's, where it is older than what is needed. */
async function freePortNow(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}
