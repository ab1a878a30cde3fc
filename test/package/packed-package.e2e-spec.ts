import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { kill, LIMIT_MS, packPackage, run } from '../support/packed.js';

const ROOT = join(import.meta.dirname, '..', '..');
const { LIGHTAPI_TEST_PACKAGE, LIGHTAPI_DIST_READY } = process.env;

/** What the empty application installs beside the package; the driver is its own choice. */
const PEERS = [
  '@mikro-orm/core',
  '@mikro-orm/sql',
  '@mikro-orm/sqlite',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/platform-fastify',
  '@types/node',
  'class-transformer',
  'class-validator',
  'fastify',
  'reflect-metadata',
  'rxjs',
];

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    rootDir: 'src',
    outDir: 'dist',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['src'],
};

const SOURCES = {
  'author.endpoint.ts': `
    import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

    @Endpoint('/authors')
    export class Author extends RestEndpoint {
      @Field({ minLength: 1 })
      name!: string;
    }
  `,
  'book.ts': `
    import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

    @Endpoint('/books')
    export class Book extends RestEndpoint {
      @Field({ minLength: 1 })
      title!: string;

      @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
      price?: string | null;
    }
  `,
  'main.ts': `
    import { join } from 'node:path';

    import { Module } from '@nestjs/common';
    import { NestFactory } from '@nestjs/core';
    import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
    import { LightApiModule } from 'nestjs-lightapi';

    import { Book } from './book.js';

    @Module({
      imports: [
        LightApiModule.forRoot({
          database: 'sqlite:package.db',
          endpoints: [Book, join(import.meta.dirname, '*.endpoint.js')],
        }),
      ],
    })
    class AppModule {}

    const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
      logger: ['warn', 'error'],
    });
    await app.listen(0, '127.0.0.1');
    console.log('listening on ' + (await app.getUrl()));
  `,
};

describe.skipIf(LIGHTAPI_TEST_PACKAGE !== '1')(
  'the packed package in an empty Nest application (needs a registry: LIGHTAPI_TEST_PACKAGE=1)',
  { timeout: LIMIT_MS },
  () => {
    let directory: string;
    let server: ChildProcess;
    let url: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'lightapi-package-'));
      if (LIGHTAPI_DIST_READY !== '1') await run('npm', ['run', 'build'], ROOT);
      await makeApplication(directory);
      server = spawn(process.execPath, ['dist/main.js'], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      url = await listening(server);
    }, LIMIT_MS);
    afterAll(async () => {
      await kill(server);
      await rm(directory, { recursive: true });
    }, LIMIT_MS);

    it('is imported by plain node', async () => {
      const script = "console.log(Object.keys(await import('nestjs-lightapi')).join(' '))";

      const exported = await run(process.execPath, ['-e', script], directory);

      expect(exported.split(/\s/)).toEqual(
        expect.arrayContaining(['Endpoint', 'EndpointService', 'LightApi', 'LightApiModule']),
      );
    });

    it('brings its testing kit, with no test framework and without @nestjs/testing', async () => {
      const script = `
        const { expectContract, rowOf, testApi } = await import('nestjs-lightapi/testing');
        const { Book } = await import('./dist/book.js');
        const api = await testApi({ endpoints: [Book] });
        await expectContract(api, Book);
        console.log(JSON.stringify(rowOf(Book)));
        await api.close();
        await testApi({ module: class {} }).catch(({ message }) => console.log(message));
      `;

      const told = await run(process.execPath, ['-e', script], directory);

      const [row, missing] = told.trim().split('\n');
      expect(JSON.parse(row ?? '')).toEqual({ title: 'title 1' });
      expect(missing).toMatch(/testApi\(\{ module \}\) needs the package '@nestjs\/testing'/);
    });

    it('has its types, its licence and no tests in it', async () => {
      const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], {
        cwd: ROOT,
      });

      const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
      const paths = files.map(({ path }) => path);

      expect(paths).toEqual(
        expect.arrayContaining([
          'LICENSE',
          'README.md',
          'dist/index.d.ts',
          'dist/testing/index.d.ts',
        ]),
      );
      expect(paths.filter((path) => /\bspec\b|\bfixture|^lib\/|^test\//.test(path))).toEqual([]);
    });

    it('brings the program lightapi, and the schema of its files', async () => {
      await writeFile(
        join(directory, 'lightapi.yaml'),
        'endpoints:\n  - route: /pens\n    fields: { colour: { type: str } }\n',
      );
      const { version } = await readJson(join(ROOT, 'package.json'));

      const told = await run('npx', ['--no-install', 'lightapi', '--version'], directory);
      const checked = await run('npx', ['--no-install', 'lightapi', 'check'], directory);
      const schema = await readJson(
        join(directory, 'node_modules', 'nestjs-lightapi', 'schemas', 'lightapi.schema.json'),
      );

      expect(told.trim()).toBe(version);
      expect(checked).toMatch(/\/pens +GET POST PUT PATCH DELETE +table pens/);
      expect(schema).toHaveProperty('properties.endpoints');
    });

    it.each([
      ['a class', '/books', { title: 'Emma', price: '7.50' }, { price: '8.00' }],
      ['a glob', '/authors', { name: 'Jane' }, { name: 'Jane Austen' }],
    ])('serves an endpoint that was given as %s', async (_given, path, resource, change) => {
      const created = await send('POST', path, resource);
      const { id } = created.body as { id: number };
      const fetched = await send('GET', `${path}/${id}`);
      const changed = await send('PATCH', `${path}/${id}`, { ...change, version: 1 });
      const late = await send('PATCH', `${path}/${id}`, { ...change, version: 1 });

      expect(created).toMatchObject({ status: 201, body: { ...resource, version: 1 } });
      expect(fetched).toEqual({ status: 200, body: created.body });
      expect(changed).toMatchObject({ status: 200, body: { ...change, version: 2 } });
      expect(late).toEqual({ status: 409, body: { detail: 'version conflict' } });
    });

    async function send(method: string, path: string, resource?: object) {
      const body = resource && JSON.stringify(resource);
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method, ...(body && { body, headers }) });
      return { status: answer.status, body: await answer.json() };
    }
  },
);

async function makeApplication(directory: string): Promise<void> {
  const filename = await packPackage(directory);
  await writeJson(join(directory, 'package.json'), {
    name: 'empty-application',
    private: true,
    type: 'module',
    dependencies: { 'nestjs-lightapi': `file:${filename}`, ...(await peerVersions()) },
  });
  await writeJson(join(directory, 'tsconfig.json'), TSCONFIG);
  await mkdir(join(directory, 'src'));
  for (const [name, source] of Object.entries(SOURCES))
    await writeFile(join(directory, 'src', name), source);
  const install = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', install, directory);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', directory], directory);
}

/** The versions that this repository is tested with. */
async function peerVersions(): Promise<Record<string, string>> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  return Object.fromEntries(PEERS.map((name) => [name, devDependencies[name]!]));
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value));
}

/** The URL that the process prints when it is ready. */
async function listening(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const url = /^listening on (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The application ended before it listened.');
}
