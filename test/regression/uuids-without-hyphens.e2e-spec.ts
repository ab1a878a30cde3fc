import { describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { startProblems } from '../support/nest-app.js';
import { databaseWith, serveDatabase } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';
import { runSql } from '../support/sql.js';

const [SQLITE] = SERVERS;

const UUID = '3b241101-e2bb-4255-8caf-4136c566a962';

/** As SQLAlchemy makes a table and its rows. */
const table = (name: string) => `
create table ${name} (
  ref CHAR(32) not null unique, id integer not null primary key, created_at datetime, updated_at datetime,
  version integer not null
)`;

@Endpoint('/declared', { table: 'things', filtering: { fields: ['ref'] } })
class Declared extends RestEndpoint {
  @Field({ type: 'uuid', unique: true })
  ref!: string;
}

@Endpoint('/reflected', { reflect: true, table: 'things', filtering: { fields: ['ref'] } })
class Reflected extends RestEndpoint {
  @Field({ type: 'uuid' })
  ref!: string;
}

@Endpoint('/keyed', { primaryKey: 'uuid', table: 'keyed' })
class Keyed extends RestEndpoint {
  @Field()
  name!: string;
}

const KEYED = `
create table keyed (name text, id CHAR(32) not null primary key, created_at datetime, updated_at datetime, version integer not null)`;

const databaseOf = (sql: string) => databaseWith(SQLITE!, { SQLite: sql, PostgreSQL: '' });

const things = (...refs: readonly string[]) =>
  [table('things'), ...refs.map((ref, at) => insert(`'${ref}', ${at + 1}, null, null, 1`))].join(
    ';',
  );

const insert = (values: string) => `insert into things values (${values})`;

/** What is to be run, as a problem has it. */
const remedyOf = (problem = '') => /update .* = 32/.exec(problem)?.[0] ?? '';

describe('UUIDs of SQLite without hyphens', () => {
  it.each([Declared, Reflected])(
    'stop the start, which tells how to mend them',
    async (endpoint) => {
      const database = await databaseOf(things(UUID, UUID.replaceAll('-', '').replace('3', 'A')));

      const problems = await startProblems({ database, endpoints: [endpoint] });

      expect(problems).toEqual([
        expect.stringMatching(
          new RegExp(`^${endpoint.name}\\.ref: rows of the table 'things' .* without hyphens`),
        ),
      ]);
    },
  );

  it.each([Declared, Reflected])('are found once they are mended, and unique', async (endpoint) => {
    const database = await databaseOf(things(UUID.replaceAll('-', '').toUpperCase()));
    const [problem] = await startProblems({ database, endpoints: [endpoint] });
    await runSql(database, remedyOf(problem));

    const api = await serveDatabase(database, { endpoints: [endpoint] });
    const route = endpoint === Declared ? '/declared' : '/reflected';
    const found = await api.get(`${route}?ref=${UUID}`);
    const again = await api.post(route, { ref: UUID });

    expect(found.json.results).toMatchObject([{ id: 1, ref: UUID }]);
    expect(again.status).toBe(409);
  });

  it('stop the start also where they are the key', async () => {
    const database = await databaseOf(
      `${KEYED}; insert into keyed values ('a', '${UUID.replaceAll('-', '')}', null, null, 1)`,
    );

    const problems = await startProblems({ database, endpoints: [Keyed] });

    expect(problems).toEqual([expect.stringMatching(/^Keyed\.id: .*refer to it/)]);
  });

  it.each([
    ['there is none', things()],
    ['they have hyphens', things(UUID)],
    ['other texts are as long', things('not-a-uuid-of-thirty-two-letters')],
  ])('stop no start where %s', async (_case, sql) => {
    const api = await serveDatabase(await databaseOf(sql), { endpoints: [Declared, Reflected] });

    expect((await api.get('/declared')).status).toBe(200);
  });
});
