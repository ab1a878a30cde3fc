import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PROGRAM } from '../../support/cli-process.js';
import { runScript } from '../../support/reflection.js';
import { SECRET } from '../../support/tokens.js';
import type { FuzzTarget } from './fuzz-target.js';
import { TargetProcess } from './target-process.js';
import { WAREHOUSE } from './tables.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SAMPLES = join(ROOT, 'sample');

/** What samples read from their environment. */
function variables(database: string) {
  return {
    LIGHTAPI_DATABASE_URL: database,
    DATABASE_URL: database,
    WAREHOUSE_URL: database,
    LIGHTAPI_JWT_SECRET: SECRET,
  };
}

let compilation: Promise<unknown> | undefined;

function compiled(): Promise<unknown> {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(ROOT, 'tsconfig.sample.json')];
  return (compilation ??= promisify(execFile)(process.execPath, args));
}

async function program(sample: string, database: string): Promise<TargetProcess> {
  await compiled();
  return TargetProcess.start([join(SAMPLES, 'dist', sample, 'main.js')], variables(database));
}

function configuration(file: string, database: string): Promise<TargetProcess> {
  return TargetProcess.start(
    [PROGRAM, 'serve', join(SAMPLES, '04-yaml', file)],
    variables(database),
  );
}

/** All routes of all samples. */
export const SAMPLE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'sample 01-bookstore',
    routes: [
      {
        path: '/books',
        members: { title: 'text', author: 'text', price: 'decimal' },
        good: { title: '"Emma #"', author: '"Austen"' },
      },
    ],
    start: (_server, database) => program('01-bookstore', database),
  },
  {
    name: 'sample 02-movies',
    isNest: true,
    routes: [
      {
        path: '/movies',
        members: {
          title: 'text',
          release_date: 'date',
          director: 'text',
          mpaa_rating: 'text',
          running_time: 'int',
          worldwide_gross: 'bigint',
          imdb_rating: 'decimal',
          decade: 'other',
        },
        good: { title: '"Film #"' },
      },
      { path: '/movie-stream', members: { director: 'text', imdb_rating: 'decimal' }, good: {} },
    ],
    start: (_server, database) => program('02-movies', database),
  },
  {
    name: 'sample 03-accounts',
    routes: [
      {
        path: '/accounts',
        members: { username: 'text', is_admin: 'other', password_hash: 'other' },
        good: { username: '"user#"', password: '"correct horse #"' },
      },
      { path: '/notes', members: { owner: 'other', text: 'text' }, good: { text: '"note #"' } },
      {
        path: '/auth/login',
        members: { username: 'text', password: 'text' },
        good: { username: '"admin"', password: '"#"' },
      },
    ],
    start: (_server, database) => program('03-accounts', database),
  },
  {
    name: 'sample 04-yaml, lightapi.yaml',
    routes: [
      { path: '/categories', members: { name: 'text' }, good: { name: '"category #"' } },
      {
        path: '/products',
        members: {
          name: 'text',
          description: 'text',
          price: 'decimal',
          weight: 'float',
          in_stock: 'boolean',
          sku: 'text',
          category_id: 'int',
        },
        good: { name: '"pen #"', price: '"1.00"', sku: '"ABC-#"', category_id: '1' },
      },
      {
        path: '/orders',
        members: { reference: 'uuid', product_id: 'int', quantity: 'int', ordered_at: 'datetime' },
        good: { reference: '"0a000000-0000-4000-8000-000000000000"', product_id: '1' },
      },
      {
        path: '/reviews',
        members: { product_id: 'int', stars: 'int', author: 'other' },
        good: { product_id: '1', stars: '3' },
      },
      {
        path: '/auth/login',
        members: { username: 'text', password: 'text' },
        good: { username: '"ada"', password: '"lovelace"' },
      },
    ],
    start: (_server, database) => configuration('lightapi.yaml', database),
  },
  {
    name: 'sample 04-yaml, warehouse.yaml',
    routes: [
      {
        path: '/suppliers',
        members: { SupplierCode: 'text', CompanyName: 'text', Rating: 'int' },
        good: { SupplierCode: '"S#"', CompanyName: '"Ink"' },
        ids: ['ACME', 'INK%2F2', 'S1', 'S%201', 'INK/2'],
      },
      {
        path: '/shelves',
        members: {
          Aisle: 'text',
          Level: 'int',
          SupplierCode: 'text',
          Pieces: 'int',
          checked_at: 'datetime',
        },
        good: { Aisle: '"A"', Level: '#', Pieces: '1' },
        ids: ['A,1', 'A,2', 'B,1', 'A%2C1', 'A,', ',1', 'A,1,1', 'A,01', 'A,1e0'],
      },
      { path: '/stock', members: { SupplierCode: 'text', Pieces: 'int' }, good: {} },
    ],
    async start({ name }, database) {
      await runScript(database, WAREHOUSE[name]);
      return configuration('warehouse.yaml', database);
    },
  },
];
