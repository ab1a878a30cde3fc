import { expect, it } from 'vitest';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { describeOnEachDatabase } from '../support/nest-app.js';
import { serveTables } from '../support/reflected-api.js';

/** What refers to a shelf, and cannot be changed as its foreign key says. */
const REFERRERS = {
  'not null': 'shelf int not null references shelves on delete set null',
  unique: 'kind int default 1, shelf int default 0 unique references shelves on delete set default',
  check: 'shelf int check (shelf is not null) references shelves on delete set null',
};
const SHELVES = `
create table shelves (id int primary key not null);
insert into shelves values (0), (1);
`;
const bookTable = (columns: string) => `
create table books (id int primary key not null, ${columns});
insert into books (id, shelf) values (1, 1), (2, 0);
`;

/** A deletion writes to a log that takes nothing. */
const LOG = `
create table log (what int not null);
`;
const TRIGGERED = {
  SQLite: `${SHELVES}${LOG}
create trigger logged before delete on shelves begin insert into log values (null); end;`,
  PostgreSQL: `${SHELVES}${LOG}
create function log_it() returns trigger language plpgsql as $$ begin
  insert into log values (null); return old; end $$;
create trigger logged before delete on shelves for each row execute function log_it();`,
};

@Endpoint('/shelves', { reflect: true, table: 'shelves' })
class Shelf extends RestEndpoint {}

@Endpoint('/books', { reflect: true, table: 'books' })
class Book extends RestEndpoint {}

describeOnEachDatabase('a deletion that a constraint prevents', (server) => {
  it.each(Object.entries(REFERRERS))(
    'is a 409 where a row that refers has to stay as it is: %s',
    async (_constraint, columns) => {
      const script = SHELVES + bookTable(columns);
      const tables = { SQLite: script, PostgreSQL: script };
      const api = await serveTables(server, tables, { endpoints: [Shelf, Book] });

      const refused = await api.delete('/shelves/1');

      expect([refused.status, refused.json.detail]).toEqual([
        409,
        'other rows refer to this one: books.shelf',
      ]);
      expect((await api.get('/books/1')).json).toMatchObject({ shelf: 1 });
    },
  );

  it('is a 409 where a row that goes with it is what another refers to', async () => {
    const script = `create table rooms (id int primary key not null); insert into rooms values (7);
      create table shelves (id int primary key not null, room int references rooms on delete cascade);
      insert into shelves values (0, null), (1, 7); ${bookTable(REFERRERS['not null'])}`;
    @Endpoint('/rooms', { reflect: true, table: 'rooms' })
    class Room extends RestEndpoint {}
    const tables = { SQLite: script, PostgreSQL: script };
    const api = await serveTables(server, tables, { endpoints: [Room, Book] });

    expect((await api.delete('/rooms/7')).status).toBe(409);
    expect((await api.get('/rooms/7')).status).toBe(200);
  });

  it('is a 403 where it is one of what a trigger writes', async () => {
    const api = await serveTables(server, TRIGGERED, { endpoints: [Shelf] });

    expect((await api.delete('/shelves/1')).status).toBe(403);
    expect((await api.get('/shelves/1')).status).toBe(200);
  });
});
