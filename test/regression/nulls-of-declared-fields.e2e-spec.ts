import { expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { walked } from '../support/collections.js';
import { describeOnEachDatabase } from '../support/nest-app.js';
import { serveTables } from '../support/reflected-api.js';

/** Of another program: what it does not demand may be null, whatever the class says. */
const TABLE = `
create table nls (
  n integer, id integer primary key, created_at timestamp, updated_at timestamp, version integer not null
)`;
const MOMENT = `'2024-01-01 00:00:00'`;
const ROWS = `
insert into nls values
  (3, 1, ${MOMENT}, ${MOMENT}, 1), (null, 2, null, null, 1), (1, 3, ${MOMENT}, ${MOMENT}, 1),
  (null, 4, ${MOMENT}, ${MOMENT}, 1), (2, 5, ${MOMENT}, ${MOMENT}, 1)`;
const TABLES = { SQLite: `${TABLE}; ${ROWS}`, PostgreSQL: `${TABLE}; ${ROWS}` };

const FILTERING = { ordering: ['n', 'created_at'] };

@Endpoint('/by-cursor', {
  table: 'nls',
  filtering: FILTERING,
  pagination: { style: 'cursor', pageSize: 2 },
})
class ByCursor extends RestEndpoint {
  @Field({ type: 'int' })
  n!: number;
}

@Endpoint('/by-number', {
  table: 'nls',
  filtering: FILTERING,
  pagination: { style: 'page_number', pageSize: 2 },
})
class ByNumber extends ByCursor {}

@Endpoint('/narrowed', {
  reflect: true,
  table: 'nls',
  filtering: FILTERING,
  pagination: { style: 'cursor', pageSize: 2 },
})
class Narrowed extends RestEndpoint {
  @Field({ type: 'int', optional: false })
  n!: number;
}

@Endpoint('/seen', {
  table: 'nls_seen',
  methods: ['GET'],
  filtering: FILTERING,
  pagination: { style: 'cursor', pageSize: 2 },
})
class Seen extends ByCursor {}

const ENDPOINTS = [ByCursor, ByNumber, Narrowed];

const ORDERS: readonly (readonly [ordering: string, ids: readonly number[]])[] = [
  ['n', [3, 5, 1, 2, 4]],
  ['-n', [1, 5, 3, 2, 4]],
  ['-n.nullsfirst', [2, 4, 1, 5, 3]],
  ['created_at', [1, 3, 4, 5, 2]],
  ['-created_at', [1, 3, 4, 5, 2]],
  ['created_at,-n', [1, 5, 3, 4, 2]],
];

describeOnEachDatabase(
  'rows with nothing in a field that is declared to have something',
  (server) => {
    it.each(ORDERS)('are on pages by cursor once, and the last: %s', async (ordering, ids) => {
      const api = await serveTables(server, TABLES, { endpoints: ENDPOINTS });

      for (const route of ['/by-cursor', '/narrowed'])
        expect(await walked(api, `${route}?ordering=${ordering}`, 'id')).toEqual(ids);
    });

    it.each(ORDERS)('are on pages by number once, and the last: %s', async (ordering, ids) => {
      const api = await serveTables(server, TABLES, { endpoints: ENDPOINTS });
      const page = (number: number) => api.get(`/by-number?ordering=${ordering}&page=${number}`);

      const pages = [await page(1), await page(2), await page(3)];

      const rows = pages.flatMap(({ json }) => json.results as { id: number }[]);
      expect(rows.map(({ id }) => id)).toEqual(ids);
    });

    it.each(ORDERS)('are on pages by cursor once also in a view: %s', async (ordering, ids) => {
      const view = 'create view nls_seen as select * from nls';
      const tables = {
        SQLite: `${TABLES.SQLite}; ${view}`,
        PostgreSQL: `${TABLES.PostgreSQL}; ${view}`,
      };
      const api = await serveTables(server, tables, { endpoints: [Seen] });

      expect(await walked(api, `/seen?ordering=${ordering}`, 'id')).toEqual(ids);
    });

    it('are shown with null, and can be changed', async () => {
      const api = await serveTables(server, TABLES, { endpoints: ENDPOINTS });

      const shown = await api.get('/by-cursor/2');
      const refused = await api.patch('/by-cursor/2', { n: null, version: 1 });
      const changed = await api.patch('/by-cursor/2', { n: 7, version: 1 });

      expect(shown.json).toMatchObject({ n: null, created_at: null, updated_at: null });
      expect(refused.status).toBe(422);
      expect(changed.json).toMatchObject({ n: 7, created_at: null, version: 2 });
    });

    it('are what the document says', async () => {
      const api = await serveTables(server, TABLES, { endpoints: ENDPOINTS });

      const { json } = await api.get('/openapi.json');

      const { properties } = json.components.schemas.ByCursor;
      expect(properties.n.type).toEqual(['integer', 'null']);
      expect(properties.created_at.type).toEqual(['string', 'null']);
      expect(properties.version.type).toBe('integer');
    });
  },
);
