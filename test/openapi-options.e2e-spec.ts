import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { Endpoint, RestEndpoint } from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import {
  buildProgram,
  eventually,
  hasTerminals,
  PROGRAM,
  runProgram,
} from './support/cli-process.js';
import { configFile, serveYaml } from './support/config-file.js';
import type { ApiDocument } from './support/openapi.js';
import { programWithout } from './support/program-without.js';
import { serveTables } from './support/reflected-api.js';
import { freePort, START_LIMIT_MS } from './support/sample-process.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';
import { basic, SECRET } from './support/tokens.js';

const BOOKS = `endpoints:
  - route: /books
    fields: { title: { type: str } }
`;
const IN_MEMORY = `database_url: "sqlite::memory:"\n${BOOKS}`;
const CODE = {
  'users.mjs': `export const login = (name, word) => word === 'right' && { sub: name };`,
};

beforeAll(() => buildProgram(), START_LIMIT_MS);

describe('lightapi openapi', { timeout: 60_000 }, () => {
  it('makes no file of a database, and changes none', async () => {
    const reflected = (database: string) =>
      configFile(`database_url: "${database}"\nendpoints: [{ route: /t, reflect: true }]\n`);
    const missing = await reflected('sqlite:none.db');
    const directory = dirname(missing);
    const there = join(directory, 'there.db');
    await runSql(`sqlite:${there}`, 'create table t (id integer primary key, a text)');
    const before = await readFile(there);

    const none = await runProgram(['openapi', missing], {}, directory);
    const some = await runProgram(['openapi', await reflected(`sqlite:${there}`)]);

    expect([none.code, none.stderr]).toEqual([
      1,
      'there is no file none.db. Give that of a database.\n',
    ]);
    expect([some.code, some.stderr]).toEqual([0, '']);
    expect(await readdir(directory)).not.toContain('none.db');
    expect((await readFile(there)).equals(before)).toBe(true);
  });

  it('prints JSON, or YAML', async () => {
    const file = await configFile(IN_MEMORY);

    const json = await runProgram(['openapi', file]);
    const yaml = await runProgram(['openapi', file, '--format', 'yaml']);

    expect([json.code, json.stderr]).toEqual([0, '']);
    expect(JSON.parse(json.stdout)).toMatchObject({ openapi: '3.1.0', info: { title: 'API' } });
    expect(yaml.stdout).toMatch(/^openapi: /);
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });

  it('writes a file, of lightapi.yaml where none is named', async () => {
    const directory = join(await configFile(IN_MEMORY), '..');

    const { code, stdout } = await runProgram(
      ['openapi', '--output', 'openapi.json'],
      {},
      directory,
    );

    expect([code, stdout]).toEqual([0, '']);
    const written = await readFile(join(directory, 'openapi.json'), 'utf8');
    expect(Object.keys((JSON.parse(written) as ApiDocument).paths)).toContain('/books/{id}');
  });

  it.each([
    ['a format that there is not', ['--format', 'xml'], /json.*yaml/],
    ['a directory that there is not', ['--output', 'nowhere/openapi.json'], /nowhere/],
  ])('refuses %s', async (_what, flags, message) => {
    const file = await configFile(IN_MEMORY);

    const { code, stdout, stderr } = await runProgram(['openapi', file, ...flags]);

    expect([code === 0, stdout]).toEqual([false, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('prints the document of a file that does not serve it', async () => {
    const file = await configFile(`openapi: false\n${IN_MEMORY}`);

    const { stdout } = await runProgram(['openapi', file]);

    expect(JSON.parse(stdout)).toHaveProperty('paths./books');
  });
});

describe('without @nestjs/swagger', { timeout: 60_000 }, () => {
  it('the command says what to install', async () => {
    const program = await programWithout('@nestjs/swagger');

    const { stderr } = await failure(program, ['openapi', await configFile(IN_MEMORY)]);

    expect(stderr).toMatch(/'openapi' needs the package '@nestjs\/swagger'.*npm install/);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('a file that asks for the document says what to install', async () => {
    const program = await programWithout('@nestjs/swagger');
    const file = await configFile(`openapi: true\n${IN_MEMORY}`);

    const { stderr } = await failure(program, ['check', file]);

    expect(stderr).toMatch(/openapi needs the package '@nestjs\/swagger'.*npm install/);
  });

  it('a file that does not is served without', async () => {
    const program = await programWithout('@nestjs/swagger');
    const port = await freePort();
    const args = [program, 'serve', await configFile(IN_MEMORY), '--port', String(port)];
    const server = spawn(process.execPath, args, { stdio: 'ignore' });
    onTestFinished(() => void server.kill('SIGKILL'));
    const status = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        (answer) => answer.status,
        () => undefined,
      );

    await eventually(() => status('/books')).toBe(200);

    expect(await status('/openapi.json')).toBe(404);
  });
});

describe('openapi of a file', () => {
  it('has its words and paths', async () => {
    const api = await serveYaml(
      `openapi: { title: Shop, version: 2.0.0, description: "*All*", path: /ui, documentPath: /api, license: { name: MIT } }\n${BOOKS}`,
    );

    expect((await api.get('/api.json')).json).toMatchObject({
      info: { title: 'Shop', version: '2.0.0', description: '*All*', license: { name: 'MIT' } },
    });
    expect((await api.get('/ui')).status).toBe(200);
    expect(await statuses(api, '/docs', '/openapi.json')).toEqual([404, 404]);
  });

  it.each([
    ['false', [404, 404]],
    ['true', [200, 200]],
    ['{ ui: false }', [404, 200]],
  ])('%s', async (option, expected) => {
    const api = await serveYaml(`openapi: ${option}\n${BOOKS}`);

    expect(await statuses(api, '/docs', '/openapi.json')).toEqual(expected);
  });

  it('asks who reads it', async () => {
    const api = await serveYaml(
      `jwt: { secret: "${SECRET}" }
auth: { login_validator: ./users.mjs#login }
openapi: { authentication: { backend: BasicAuthentication, permission: IsAuthenticated } }
${BOOKS}`,
      CODE,
    );

    expect(await statuses(api, '/docs', '/openapi.json', '/books')).toEqual([401, 401, 200]);
    expect((await api.get('/docs', basic('ann', 'right'))).status).toBe(200);
  });
});

describe('serve on a terminal (needs script of util-linux)', { timeout: 60_000 }, () => {
  it.skipIf(!hasTerminals()).each([
    ['openapi: true\n', '/docs'],
    ['openapi: { path: /ui }\n', '/ui'],
    ['openapi: { ui: false }\n', '/openapi.json'],
    ['openapi: false\n', undefined],
  ])('says where the document is, with %j', async (option, path) => {
    const port = await freePort();
    const file = await configFile(option + IN_MEMORY);
    const command = `exec ${process.execPath} ${PROGRAM} serve ${file} --host 127.0.0.1 --port ${port}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    onTestFinished(() => void child.kill('SIGKILL'));

    await eventually(() => shown).toContain('warning: anybody may');

    const docs = /docs (\S+)/.exec(shown)?.[1];
    child.stdin.write('\u0003');
    await once(child, 'exit');
    expect(docs).toBe(path && `http://127.0.0.1:${port}${path}`);
  });
});

describe.each(SERVERS)('a reference of a table that is there on $name', (server) => {
  const script = `
    create table artist (id integer primary key, name text);
    create table album (id integer primary key, artist_id integer references artist (id));`;

  it.skipIf(server.missing !== undefined)('is described', async () => {
    @Endpoint('/albums', { reflect: true, table: 'album' })
    class Album extends RestEndpoint {}
    const tables = { SQLite: script, PostgreSQL: script };
    const api = await serveTables(server, tables, { endpoints: [Album] });

    const { components } = (await api.get('/openapi.json')).json as ApiDocument;

    const described = { description: expect.stringContaining('The `id` of a row of `artist`.') };
    for (const name of ['Album', 'AlbumCreate', 'AlbumReplace', 'AlbumChange'])
      expect(components.schemas[name]).toMatchObject({ properties: { artist_id: described } });
    expect(components.schemas.Album).not.toMatchObject({ properties: { id: described } });
  });
});

function statuses(api: ApiClient, ...paths: readonly string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await api.get(path)).status));
}

/** How a command ends that can't do what it is told. */
async function failure(program: string, args: readonly string[]): Promise<{ stderr: string }> {
  const run = promisify(execFile)(process.execPath, [program, ...args]);
  return run.then(
    () => ({ stderr: 'it has not failed' }),
    (error: unknown) => error as { stderr: string },
  );
}
