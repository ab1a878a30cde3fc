import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { databaseWith, serveDatabase } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';
import { runSql } from '../support/sql.js';

const [, POSTGRES] = SERVERS;

const GRIDS = `create table grids (id serial primary key, cells integer[], words text[]);
  insert into grids (cells, words) values ('{{1,NULL},{3,4}}', '{a,NULL,"NULL"}')`;

@Endpoint('/grids', { reflect: true })
class Grid extends RestEndpoint {}

async function serve(setting = '') {
  const database = await databaseWith(POSTGRES!, { SQLite: '', PostgreSQL: GRIDS });
  if (setting !== '')
    await runSql(
      database,
      `do $$ begin execute format('alter database %I set ${setting}', current_database()); end $$`,
    );
  return serveDatabase(database, { endpoints: [Grid], openapi: true });
}

describe('lists of PostgreSQL', () => {
  it('have nulls, whatever the database says of them', async () => {
    const api = await serve('array_nulls = off');
    const words = [null, 'NULL', 'a'];

    const made = await api.post('/grids', { words });

    expect(made.json).toMatchObject({ words });
    expect(
      await runSql(api.database, 'select words[1] is null as it from grids where id = 2'),
    ).toEqual([{ it: true }]);
  });

  it('may be of lists in the document as in an answer, which is put again', async () => {
    const api = await serve();
    const { json, headers } = await api.get('/grids/1');
    const { components } = (await api.get('/openapi.json')).json as {
      components: { schemas: Readonly<Record<string, object>> };
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });

    const put = await api.put('/grids/1', json, { 'if-match': headers.get('etag')! });

    expect([put.status, put.json]).toEqual([200, json]);
    for (const name of ['Grid', 'GridCreate', 'GridReplace', 'GridChange']) {
      const isValid = ajv.compile({ ...components.schemas[name], components });
      const { cells, words } = json as { cells: unknown; words: unknown };
      const body = name === 'Grid' ? json : { cells, words };
      expect([name, isValid(body), isValid.errors]).toEqual([name, true, null]);
      expect([name, isValid({ ...body, cells: ['x'] })]).toEqual([name, false]);
    }
  });
});
