import { describe, expect, it } from 'vitest';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';

const SQL = `
create table odd_names ("sure?" bigint primary key, owner text not null);
insert into odd_names values (1, 'ada'), (2, 'bob');`;

@Endpoint('/odd-names', { reflect: true })
class OddName extends RestEndpoint {
  override scope() {
    return { owner: 'ada' };
  }
}

// A bigint is selected as a fragment of SQL for the condition, where `?` would be a parameter.
describe.each(SERVERS)('a bigint key with a question mark in its name on $name', (server) => {
  it.skipIf(server.missing)('is compared within a scope', async () => {
    const api = await serveTables(
      server,
      { SQLite: SQL, PostgreSQL: SQL },
      { endpoints: [OddName] },
    );

    expect((await api.get('/odd-names')).json).toEqual({
      results: [{ 'sure?': '1', owner: 'ada' }],
    });
    expect((await api.get('/odd-names/2')).status).toBe(404);
  });
});
