import { expect, it, onTestFinished } from 'vitest';

import { loadConfigFile } from '../lib/config/load-config.js';
import { summaryOf } from '../lib/cli/summary.js';
import { type ConfigurationError, LightApi } from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { configFile, SHOP } from './support/config-file.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { databaseWith, type Tables } from './support/reflected-api.js';
import { runScript } from './support/reflection.js';

const script = (key: string) => `
create table legacy_users (user_no ${key}, name varchar(40) not null, revision int not null default 1);
create table "OrderLine" (order_no int not null, line int not null, price int, primary key (order_no, line));
create view names as select name from legacy_users;
insert into legacy_users (name) values ('ada'), ('bob'), ('cid');`;

const TABLES: Tables = {
  SQLite: script('integer primary key'),
  PostgreSQL: script('serial primary key'),
};

describeOnEachDatabase('a file that reflects', (server) => {
  async function serveFile(yaml: string, database?: string): Promise<ApiClient> {
    const url = database ?? (await databaseWith(server, TABLES));
    const api = await LightApi.fromConfig(await configFile(`database_url: "${url}"\n${yaml}`));
    const app = await api.run({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => app.close());
    return new ApiClient(await app.getUrl());
  }

  it('finds a table by its route', async () => {
    const api = await serveFile(`
endpoints:
  - { route: /legacy_users, reflect: true }
  - { route: /shop/order-lines, reflect: full }
  - { route: /names, reflect: true }
`);

    expect((await api.get('/legacy_users/2')).json).toEqual({
      user_no: 2,
      name: 'bob',
      revision: 1,
    });
    expect((await api.post('/shop/order-lines', { order_no: 1, line: 2 })).status).toBe(201);
    expect((await api.get('/names')).json.results).toHaveLength(3);
    expect((await api.post('/names', {})).status).toBe(405);
  });

  it('obeys its defaults and its own options: no table is open by being reflected', async () => {
    const api = await serveFile(`
defaults:
  authentication: { backend: "${SHOP}#HeaderAuthentication" }
  pagination: { style: page_number, page_size: 2 }
endpoints:
  - route: /users
    reflect: true
    meta:
      table: legacy_users
      version_field: revision
      methods: [GET, PATCH, DELETE]
      authentication: { permission: { GET: IsAuthenticated, PATCH: "${SHOP}#IsAda", DELETE: "${SHOP}#IsAda" } }
      filtering: { fields: [name], ordering: [name] }
      serializer: { read: [user_no, name], write: [user_no] }
  - { route: /names, reflect: true }
`);
    const bob = { 'x-user': 'bob' };
    const ada = { 'x-user': 'ada' };

    for (const path of ['/users', '/users/1', '/names'])
      expect((await api.get(path)).status).toBe(401);
    expect((await api.delete('/users/1')).status).toBe(401);
    expect((await api.delete('/users/1', bob)).status).toBe(403);
    expect((await api.post('/users', { name: 'x' }, ada)).status).toBe(405);
    const page = await api.get('/users?ordering=-name', bob);
    expect(page.json).toMatchObject({ count: 3, results: [{ name: 'cid' }, { name: 'bob' }] });
    expect(page.json.results[0]).toEqual({ user_no: 3, name: 'cid' });
    expect((await api.get('/users?name=ada', bob)).json.results).toHaveLength(1);
    const changed = await api.patch('/users/1', { name: 'Ada', revision: 1 }, ada);
    expect([changed.json, changed.headers.get('etag')]).toEqual([{ user_no: 1 }, '"2"']);
    expect((await api.patch('/users/1', { name: 'x', revision: 1 }, ada)).status).toBe(409);
    expect((await api.delete('/users/1', ada)).status).toBe(204);
  });

  it('narrows columns, adds some, and names the key of a view', async () => {
    const api = await serveFile(`
endpoints:
  - route: /legacy_users
    reflect: partial
    fields:
      name: { min_length: 2 }
      nick: { type: str, optional: true, max_length: 5 }
  - route: /names
    reflect: true
    meta: { primary_key: [name] }
`);

    const made = await api.post('/legacy_users', { name: 'Eve', nick: 'E' });

    expect(made.json).toMatchObject({ name: 'Eve', nick: 'E' });
    expect(
      (await api.post('/legacy_users', { name: 'E', nick: 'toolong' })).json.detail,
    ).toHaveLength(2);
    expect((await api.get('/names/Eve')).json).toEqual({ name: 'Eve' });
  });

  it('has what is wrong told with line and place, also where only the database knows', async () => {
    const database = await databaseWith(server, TABLES);
    await runScript(database, 'create table other (a int)');

    const failure = await serveFile(
      `
endpoints:
  - { route: /user, reflect: true, meta: { table: legacy_user } }
  - route: /legacy_users
    reflect: true
    fields:
      nme: { min_length: 2 }
    meta: { filtering: { fields: [nam] } }
  - { route: /other, reflect: true, meta: { methods: [GET, PUT] } }
`,
      database,
    ).catch((error: unknown) => error as ConfigurationError);

    const lines = (failure as ConfigurationError).problems.map((one) => one.replace(/^.*yaml/, ''));
    expect(lines).toEqual([
      expect.stringMatching(
        /^:4: endpoints\[0\].*there is no table or view 'legacy_user'.*legacy_users/,
      ),
      expect.stringMatching(
        /^:8: endpoints\[1\]\.fields\.nme: the table 'legacy_users' has no column 'nme'/,
      ),
      expect.stringMatching(/^:9: endpoints\[1\]\.meta\.filtering\.fields has "nam"/),
      expect.stringMatching(
        /^:10: endpoints\[2\]\.meta\.methods has PUT, but the table 'other' has no/,
      ),
    ]);
  });

  it('is checked without a database', async () => {
    const url =
      server.name === 'SQLite' ? 'sqlite:/nowhere/x.db' : 'postgresql://nobody@127.0.0.1:1/x';
    const path = await configFile(
      `database_url: "${url}"\nendpoints:\n  - { route: /legacy_users, reflect: true, meta: { methods: [GET] } }\n`,
    );

    const { lines } = summaryOf(await loadConfigFile(path, () => ({})));

    expect(lines[0]).toContain('/legacy_users');
    expect(lines[0]).toContain('legacy_users');
  });
});
