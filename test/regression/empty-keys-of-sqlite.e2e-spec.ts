import { describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { listed, walked } from '../support/collections.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';
import { runSql } from '../support/sql.js';

/** A key that is no `integer primary key` may be null in SQLite, unless the table is STRICT or has no row number. */
const TAGS = 'create table tags (k text primary key, v text)';
const ROWS = `insert into tags values ('b', '2'), (null, '0'), ('a', '1'), (null, '4'), (null, null), ('c', '3')`;

const [SQLITE] = SERVERS;

@Endpoint('/tags', {
  reflect: true,
  filtering: { ordering: ['k', 'v'] },
  pagination: { style: 'cursor', pageSize: 1 },
})
class Tag extends RestEndpoint {}

const serve = (sql: string) =>
  serveTables(SQLITE!, { SQLite: sql, PostgreSQL: '' }, { endpoints: [Tag] });

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, { properties?: unknown }>> };
}

describe('rows of SQLite without a key', () => {
  it.each([
    ['', ['1', '2', '3', '0', '4', null]],
    ['?ordering=-k', ['3', '2', '1', '0', '4', null]],
    ['?ordering=k.nullsfirst', ['0', '4', null, '1', '2', '3']],
    ['?ordering=-v', ['4', '3', '2', '1', '0', null]],
  ])('are on pages by cursor with the others%s', async (query, values) => {
    const api = await serve(`${TAGS}; ${ROWS}`);

    expect(await walked(api, `/tags${query}`, 'v')).toEqual(values);
  });

  it('are told at start and by the document, and not to be made', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    const api = await serve(`${TAGS}; ${ROWS}`);

    const { json } = await api.get('/openapi.json');
    const made = await api.post('/tags', { v: '4' });

    expect(warn.mock.calls.flat()).toContainEqual(
      expect.stringMatching(/^Tag: rows of the table 'tags' have nothing in the key 'k'/),
    );
    const { schemas } = (json as Document).components;
    const properties = { k: expect.objectContaining({ type: ['string', 'null'] }) as unknown };
    expect(Object.values(schemas)).toContainEqual(
      expect.objectContaining({ properties: expect.objectContaining(properties) as unknown }),
    );
    expect(made.status).toBe(422);
  });

  it('do not keep others from pages where they came while it is served', async () => {
    const api = await serve(TAGS);
    await runSql(api.database, ROWS);

    expect(await walked(api, '/tags', 'k')).toEqual([null, 'a', 'b', 'c']);
  });

  it('are none in tables that have a key in each row', async () => {
    const api = await serve(`${TAGS}; insert into tags values ('a', '1')`);

    const refused = await api.get('/tags?ordering=k.nullsfirst');

    expect(listed(refused, 'k')).toEqual(['a']);
    expect((await api.get('/openapi.json')).text).not.toContain('k.nullsfirst');
  });
});
