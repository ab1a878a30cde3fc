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

async function serve(setting: string) {
  const database = await databaseWith(POSTGRES!, { SQLite: '', PostgreSQL: GRIDS });
  await runSql(
    database,
    `do $$ begin execute format('alter database %I set ${setting}', current_database()); end $$`,
  );
  return serveDatabase(database, { endpoints: [Grid] });
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
});
