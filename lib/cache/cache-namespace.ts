import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import type { MikroORM } from '@mikro-orm/core';

import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { digestOf } from '../respond/entity-tag.js';

/** The form of what is stored: another version of the library may have another. */
const FORM = 2;

/** Characters of a digest that are enough to tell databases and declarations apart. */
const LENGTH = 22;

/**
 * What the keys of an application begin with: two that share a Redis, but not the database, share no
 * answers.
 *
 * @param prefix - of the options; instead of the database's address
 */
export function cacheNamespace({ config }: MikroORM, prefix: string | undefined): string {
  if (prefix !== undefined) return `lightapi:${prefix}`;
  const { clientUrl, host, port, dbName, schema, driverOptions } = config.getAll();
  const isServer = (clientUrl ?? '') !== '' || host !== undefined;
  const name = isServer || dbName === undefined ? dbName : fileOf(dbName);
  const address = [withoutUser(clientUrl), host, port, name, schema, sessionOf(driverOptions)];
  return `lightapi:${digestOf(JSON.stringify(address)).slice(0, LENGTH)}`;
}

/** Stands for all that an endpoint's answers depend on but the request and the rows. */
export function modelFingerprint(model: EndpointModel, options: readonly unknown[]): string {
  const { name, route, columns, key, version, representation, filtering, pagination } = model;
  const table = [model.table, model.reflection?.schema];
  const fields = columns.map(({ name: member, column, type, constraints }) => [
    ...[member, column, type],
    constraints.scale,
  ]);
  const { backends = [], search, ordering } = filtering;
  const filters = [backends.map((backend) => backend.name), [...filtering.fields.keys()]];
  return digestOf(
    JSON.stringify([
      ...[FORM, name, route, table, fields, key, version ?? null, representation, pagination],
      ...[filters, search, ordering, options],
    ]),
  );
}

/** A database in memory is this process's alone; each container may have a file of its own at one path. */
function fileOf(name: string): string {
  if (name === ':memory:') return randomUUID();
  const { dev, ino } = statSync(name, { throwIfNoEntry: false, bigint: true }) ?? {};
  return [resolve(name), dev, ino].join(':');
}

/** What says of a session which server it is with, and which tables its names mean. */
function sessionOf(driverOptions: unknown): readonly unknown[] {
  if (typeof driverOptions !== 'object') return [];
  const { host, port, database, options } = (driverOptions ?? {}) as Record<string, unknown>;
  return [host, port, database, options];
}

/** Instances may log in as different users. */
function withoutUser(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return host + pathname;
}
