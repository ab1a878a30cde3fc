import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LIMIT_MS, packPackage, run } from '../support/packed.js';
import { freePort } from '../support/sample-process.js';

const ROOT = join(import.meta.dirname, '..', '..');
const NEST = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const INSTALL = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
const { LIGHTAPI_TEST_PACKAGE, LIGHTAPI_DIST_READY } = process.env;

const FIELDS = 'title:string price:decimal? published_at:datetime state:enum:draft,live';
/** One of every type, whose generated tests have to pass too. */
const EVERY_TYPE =
  'a:string:3 b:text? c:int d:bigint e:float f:decimal:12,4 g:boolean h:datetime i:date j:time k:uuid l:json m:enum:x,y';
const BOOK = {
  title: 'Emma',
  price: '7.50',
  published_at: '1815-12-23T00:00:00.000Z',
  state: 'live',
};

/** Every line of the guide to schematics, in a directory of its own. */
describe.skipIf(LIGHTAPI_TEST_PACKAGE !== '1')(
  'the Nest CLI on a new application (needs a registry: LIGHTAPI_TEST_PACKAGE=1)',
  { timeout: LIMIT_MS },
  () => {
    let directory: string;
    let shop: string;
    let server: ChildProcess | undefined;
    const said: Record<'added' | 'again' | 'refused' | 'generated', string> = {
      added: '',
      again: '',
      refused: '',
      generated: '',
    };
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'lightapi-nest-cli-'));
      shop = join(directory, 'shop');
      if (LIGHTAPI_DIST_READY !== '1') await run('npm', ['run', 'build'], ROOT);
      await newApplication();
      said.added = await nest('add', 'nestjs-lightapi', '--skip-install');
      await run('npm', INSTALL, shop);
      said.again = await nest('add', 'nestjs-lightapi', '--skip-install');
      said.refused = await generate(FIELDS.replace('decimal', 'decimel'));
      said.generated = await generate(FIELDS);
      await generate(EVERY_TYPE, 'thing');
      await run('npm', ['run', 'build'], shop);
    }, 2 * LIMIT_MS);
    afterAll(async () => {
      if (server?.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
      await rm(directory, { recursive: true });
    }, LIMIT_MS);

    it('adds the package, and nothing the second time', () => {
      expect(said.added).toMatch(/CREATE src\/note\/note\.endpoint\.ts/);
      expect(said.added).toMatch(/UPDATE src\/main\.ts/);
      expect(said.again).toMatch(/nothing was changed/);
      expect(said.again).not.toMatch(/CREATE|UPDATE/);
    });

    it('generates an endpoint, unless a field has a type that is none', async () => {
      const source = await readFile(join(shop, 'src', 'app.module.ts'), 'utf8');

      expect(said.refused).not.toMatch(/CREATE|UPDATE/);
      expect(said.generated).toMatch(/CREATE src\/book\/book\.endpoint\.ts/);
      expect(source).toContain('endpoints: [Note, Book, Thing]');
    });

    it('passes the tests that were generated, and those of the application', async () => {
      const report = await run('npm', ['run', 'test:e2e', '--', '--reporter=json'], shop);

      const { numPassedTests, numTotalTests, success } = JSON.parse(
        report.slice(report.indexOf('{"')),
      ) as Record<string, unknown>;
      expect({ success, numPassedTests, numTotalTests }).toEqual({
        success: true,
        numPassedTests: 10,
        numTotalTests: 10,
      });
    });

    it('serves what was generated', async () => {
      const port = await freePort();
      server = spawn('npm', ['start'], {
        cwd: shop,
        // A group of its own, as npm and the CLI start the program as children of theirs.
        detached: true,
        env: { ...process.env, PORT: String(port), LIGHTAPI_DATABASE_URL: 'sqlite:served.db' },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const url = `http://localhost:${port}/books`;
      await answering(url);

      const created = await curl(
        ...['--include', url, '-H', 'content-type: application/json'],
        ...['-d', JSON.stringify(BOOK)],
      );
      const found: unknown = JSON.parse(await curl(`${url}/1`));

      expect(created).toMatch(/^HTTP\/1\.1 201 /);
      expect(found).toMatchObject({ ...BOOK, id: 1, version: 1 });
    });

    async function newApplication(): Promise<void> {
      const filename = await packPackage(directory);
      const options = ['--skip-install', '--skip-git', '--no-observe', '-p', 'npm'];
      await run(process.execPath, [NEST, 'new', 'shop', ...options], directory);
      await run('npm', [...INSTALL, join('..', filename)], shop);
    }

    function nest(...args: string[]): Promise<string> {
      return run(join(shop, 'node_modules', '.bin', 'nest'), args, shop);
    }

    function curl(...args: string[]): Promise<string> {
      return run('curl', ['--silent', '--show-error', '--max-time', '20', ...args], shop);
    }

    function generate(fields: string, name = 'book'): Promise<string> {
      return nest('g', '-c', 'nestjs-lightapi', 'endpoint', name, fields);
    }
  },
);

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS / 10;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(200);
  }
  throw new Error(`${url} does not answer.`);
}
