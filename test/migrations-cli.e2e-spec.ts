import { execFile } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import {
  buildProgram,
  emptyDirectory,
  PROGRAM,
  runProgram,
  ServerProcess,
} from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';
import { runSql } from './support/sql.js';

const ROOT = join(import.meta.dirname, '..');
const LIBRARY = pathToFileURL(join(ROOT, 'dist', 'index.js')).href;

/** Each test starts several processes. */
const LIMIT = { timeout: 180_000 };

const yaml = (url: string, fields: string) => `database: { url: "${url}" }
schema: none
endpoints:
  - route: /books
    fields: { ${fields} }
`;

const BOOK = `
import { Endpoint, Field, RestEndpoint } from '${LIBRARY}';
export class Book extends RestEndpoint {}
Field({ type: 'string' })(Book.prototype, 'title');
Endpoint('/books')(Book);
`;

beforeAll(() => buildProgram(), 180_000);

describeOnEachDatabase('lightapi migration', (server) => {
  it('brings a database to what a file declares, which is then served', LIMIT, async () => {
    const url = await freshDatabase(server);
    await runSql(url, 'create table legacy (a integer)');
    const path = await configFile(yaml(url, 'title: { type: str }'));
    const run = inDirectoryOf(path);

    const before = await run('check');
    const created = await run('create', '--name', 'books');
    const pending = await run('check');
    const up = await run('up');
    const after = await run('check');
    const nothing = await run('create');

    expect(before).toMatchObject({ code: 1, stderr: 'differs: + table books\n' });
    expect(created.stdout).toMatch(/^migrations\/Migration\d+_books\.mjs\n {2}\+ table books\n$/);
    expect(pending.code).toBe(1);
    expect(pending.stderr).toMatch(/^pending: Migration\d+_books\n/);
    expect(up).toMatchObject({ code: 0, stdout: expect.stringMatching(/^done .*_books\n$/) });
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(nothing).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to do/) });
    const { url: address } = await ServerProcess.start([path]);
    expect((await fetch(`${address}/books`)).status).toBe(200);
  });

  it('finds the classes of an application, and takes back', LIMIT, async () => {
    const url = await freshDatabase(server);
    const directory = projectDirectory();
    await writeFile(join(directory, 'book.endpoint.mjs'), BOOK);
    const run = (...args: string[]) =>
      runProgram(
        ['migration', ...args, '--endpoints', './*.endpoint.mjs', '--directory', 'db'],
        { LIGHTAPI_DATABASE_URL: url },
        directory,
      );

    await run('create');
    await run('up');
    const check = await run('check');
    const down = await run('down', '--to', '0');
    const again = await run('down');

    expect(check).toMatchObject({ code: 0, stderr: '' });
    expect(down.stdout).toMatch(/^taken back Migration\d+\n$/);
    expect(again.stdout).toBe('There is nothing to take back.\n');
    expect(readdirSync(join(directory, 'db'))).toHaveLength(2);
  });

  it('is run once by processes that start together', LIMIT, async () => {
    const url = await freshDatabase(server);
    const run = inDirectoryOf(await configFile(yaml(url, 'title: { type: str }')));
    await run('create');

    const runs = await Promise.all([1, 2, 3].map(() => run('up')));

    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(runs.filter(({ stdout }) => stdout.startsWith('done'))).toHaveLength(1);
  });
});

describe('lightapi migration', () => {
  it('says which one failed, and which are done', LIMIT, async () => {
    const path = await configFile(yaml(await freshDatabase(), 'title: { type: str }'));
    const run = inDirectoryOf(path);
    const done = /Migration\d+/.exec((await run('create')).stdout)?.[0];
    const wrong = `import { Migration } from '@mikro-orm/migrations';
      export class Wrong extends Migration {
        up() { this.addSql('select nothing'); }
        isTransactional() { return false; }
      }`;
    await writeFile(join(dirname(path), 'migrations', 'Migration9_wrong.mjs'), wrong);

    const { code, stdout, stderr } = await run('up');

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^Migration9_wrong failed: .*nothing/),
      'It is in no transaction: what it did stays, and it is pending.',
      `Run before it, and kept: ${done}.`,
      '',
    ]);
  });

  it('runs nothing alone where it may only read the lock', LIMIT, async () => {
    const url = await freshDatabase();
    const path = await configFile(yaml(url, 'title: { type: str }'));
    const [directory, file] = [dirname(path), url.replace('sqlite:', '')];
    const run = inDirectoryOf(path);
    await run('create');
    await run('up');
    const alone = `import { Migration } from '@mikro-orm/migrations';
      export class Alone extends Migration {
        up() { this.addSql('create table alone (a integer)'); }
        isTransactional() { return false; }
      }`;
    await writeFile(join(directory, 'migrations', 'Migration9_alone.mjs'), alone);
    await writeFile(`${file}-migrating`, '');
    for (const one of [directory, dirname(file)]) await chmod(one, 0o777);
    for (const one of readdirSync(dirname(file))) await chmod(join(dirname(file), one), 0o666);
    await chmod(`${file}-migrating`, 0o444);

    const args = [PROGRAM, 'migration', 'up'];
    const failed = await promisify(execFile)(process.execPath, args, {
      cwd: directory,
      ...withoutRoot(),
    }).then(undefined, (error: unknown) => error);

    expect(failed).toMatchObject({
      stderr: expect.stringMatching(/-migrating locks migrations, .*: EACCES/),
    });
    expect(await runSql(url, `select * from sqlite_master where name = 'alone'`)).toEqual([]);
  });

  it('tells in a line what can not be done', LIMIT, async () => {
    const url = await freshDatabase();
    const run = inDirectoryOf(await configFile(yaml(url, 'title: { type: str }')));

    const { code, stderr } = await run('up', '--to', 'nothing');

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "There is no migration 'nothing' here. There are none.\n",
    });
  });

  it('tells a directory that is not there from one with nothing to run', LIMIT, async () => {
    const url = await freshDatabase();
    const run = inDirectoryOf(await configFile(yaml(url, 'title: { type: str }')));
    await run('create');
    const mistyped = await run('up', '--directory', 'migration');
    await run('up');
    const others = [
      await run('down', '--directory', 'migration'),
      await run('check', '--directory', 'migration'),
    ];

    const told = {
      code: 1,
      stderr: expect.stringMatching(/^There are no migrations in migration\./),
    };
    expect([mistyped, ...others]).toMatchObject([told, told, told]);
    expect((await run('check')).code).toBe(0);
  });

  it('tells that its directory can not be read', LIMIT, async () => {
    const run = inDirectoryOf(
      await configFile(yaml(await freshDatabase(), 'title: { type: str }')),
    );

    const { code, stderr } = await run('create', '--directory', '/dev/null/migrations');

    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^\/dev\/null\/migrations can't be read: ENOTDIR\. .*\n$/),
    ]);
  });

  it('is written in one of two languages', LIMIT, async () => {
    const run = inDirectoryOf(
      await configFile(yaml(await freshDatabase(), 'title: { type: str }')),
    );

    const { code, stderr } = await run('create', '--emit', 'py');

    expect([code, stderr]).toEqual([1, expect.stringMatching(/'py' is invalid.*js, ts/)]);
  });
});

/** Root may write to any file, so that another user runs it. */
function withoutRoot(): { readonly uid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534 } : {};
}

/** Migrations import MikroORM from where they are. */
function projectDirectory(directory = emptyDirectory()): string {
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

function inDirectoryOf(config: string) {
  const directory = projectDirectory(dirname(config));
  return (...args: string[]) => runProgram(['migration', ...args], {}, directory);
}
