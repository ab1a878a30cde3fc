import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MikroORM } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { expect, it, onTestFinished } from 'vitest';

import { Endpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import { cacheNamespace, modelFingerprint } from './cache-namespace.js';

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

const MODEL = buildEndpointModels([Book], undefined).models.get(Book)!;

it.each<[string, Partial<EndpointModel>]>([
  ['key', { key: { ...MODEL.key, at: [0] } }],
  ['version', { version: { kind: 'state', at: 4 } }],
  ['version, which there is none of', { version: undefined }],
  ['columns', { columns: MODEL.columns.slice(1) }],
  ['table', { table: 'other_books' }],
])('an endpoint with another %s has other answers', (_what, change) => {
  const known = modelFingerprint(MODEL, []);

  expect(modelFingerprint({ ...MODEL }, [])).toBe(known);
  expect(modelFingerprint({ ...MODEL, ...change }, [])).not.toBe(known);
});

const QUIET = { entities: [], discovery: { warnWhenNoEntities: false } };
const SHOP = { driver: PostgreSqlDriver, clientUrl: 'postgresql:///shop' };

it('two files that are at one path one after the other have keys of their own', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lightapi-namespace-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const file = join(directory, 'app.db');
  const other = join(directory, 'other.db');
  for (const path of [file, other]) writeFileSync(path, '');
  const ofFile = () =>
    cacheNamespace(new MikroORM({ ...QUIET, driver: SqliteDriver, dbName: file }), undefined);

  const before = ofFile();
  const again = ofFile();
  renameSync(other, file);

  expect(again).toBe(before);
  expect(ofFile()).not.toBe(before);
});

it.each([
  { options: '-c search_path=b' },
  { options: '-c search_path=a', host: '10.0.0.2' },
  { options: '-c search_path=a', host: '10.0.0.1', port: 5433 },
])('a session with %j has keys of its own', (driverOptions) => {
  const at = (more: object) =>
    cacheNamespace(new MikroORM({ ...QUIET, ...SHOP, driverOptions: more }), undefined);

  const known = at({ options: '-c search_path=a', host: '10.0.0.1' });

  expect(at({ options: '-c search_path=a', host: '10.0.0.1' })).toBe(known);
  expect(at(driverOptions)).not.toBe(known);
});
