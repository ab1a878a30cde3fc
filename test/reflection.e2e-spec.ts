import { describe, expect, it } from 'vitest';

import {
  AllowAny,
  BasicAuthentication,
  Endpoint,
  Field,
  type HttpMethod,
  type LightApiRequest,
  Permission,
  RestEndpoint,
} from '../lib/index.js';
import { describeOnEachDatabase, startProblems } from './support/nest-app.js';
import { databaseWith, serveDatabase, serveTables, type Tables } from './support/reflected-api.js';
import { runScript } from './support/reflection.js';
import { schemaOf } from './support/schema-dump.js';
import { SERVERS } from './support/servers.js';

const both = (sql: string): Tables => ({ SQLite: sql, PostgreSQL: sql });

/** A generated key, a default, a self-reference, a cycle, a view, a table without a key. */
const shop = (key: string) => `
create table "Artist" (
  "ArtistId" ${key}, "Name" varchar(40) not null unique, "MentorId" int references "Artist" ("ArtistId"),
  "Rank" int not null default 3, "Mood" varchar(10) default 'calm', "Note" text
);
create table albums (
  id ${key}, title varchar(80) not null, artist_id int not null references "Artist" ("ArtistId"), lead_id int
);
create table tracks (id ${key}, album_id int references albums (id));
create view titles as select id, title from albums;
create table log (level int, line text);
insert into log values (2, 'b'), (1, 'a'), (1, null), (1, 'a');
`;

const SHOP: Tables = {
  SQLite: shop('integer primary key'),
  PostgreSQL: `${shop('serial primary key')}
    alter table albums add foreign key (lead_id) references tracks (id);`,
};

@Endpoint('/artists', {
  reflect: true,
  filtering: { fields: ['Name', 'MentorId'], search: ['Name'], ordering: ['Rank'] },
})
class Artist extends RestEndpoint {}

@Endpoint('/albums', { reflect: true, filtering: { fields: ['artist_id'] } })
class Album extends RestEndpoint {}

@Endpoint('/tracks', { reflect: true })
class Track extends RestEndpoint {}

@Endpoint('/titles', { reflect: true })
class Title extends RestEndpoint {}

@Endpoint('/one-title', { reflect: true, table: 'titles', primaryKey: ['id'] })
class OneTitle extends RestEndpoint {}

@Endpoint('/log', { reflect: true, pagination: { style: 'page_number', pageSize: 3 } })
class Log extends RestEndpoint {}

const endpoints = [Artist, Album, Track, Title, OneTitle, Log];

describeOnEachDatabase('reflected tables', (server) => {
  it('show their columns in their order and by their names, and are never changed', async () => {
    const database = await databaseWith(server, SHOP);
    const before = await schemaOf(database);
    const api = await serveDatabase(database, { endpoints });

    const made = await api.post('/artists', { Name: 'Ada', MentorId: null });

    expect(made.text).toBe(
      '{"ArtistId":1,"Name":"Ada","MentorId":null,"Rank":3,"Mood":"calm","Note":null}',
    );
    expect((await api.get('/artists')).json).toEqual({ results: [made.json] });
    expect(await schemaOf(database)).toBe(before);
  });

  it('validate what the columns say', async () => {
    const api = await serveTables(server, SHOP, { endpoints });

    const { json } = await api.post('/artists', { Name: 'x'.repeat(41), Rank: 'high', Mood: 3 });
    const none = await api.post('/artists', { Name: null, Rank: null });

    expect(entriesOf(json)).toEqual([
      ['string_too_long', 'Name'],
      ['int_type', 'Rank'],
      ['string_type', 'Mood'],
    ]);
    expect(entriesOf(none.json)).toEqual([
      ['not_null', 'Name'],
      ['not_null', 'Rank'],
    ]);
  });

  it('have the database make what a body leaves out, on POST and PUT', async () => {
    const api = await serveTables(server, SHOP, { endpoints });
    const made = await api.post('/artists', { Name: 'Ada', Rank: 9, Mood: null, Note: 'x' });

    const put = await api.put(
      '/artists/1',
      { Name: 'Bob' },
      { 'if-match': made.headers.get('etag')! },
    );

    expect(made.json).toMatchObject({ Rank: 9, Mood: null, Note: 'x' });
    expect(put.json).toMatchObject({ Name: 'Bob', Rank: 3, Mood: 'calm', Note: null });
    const patched = await api.patch('/artists/1', { Note: 'y' }, { 'if-match': '*' });
    expect(patched.json).toMatchObject({ Name: 'Bob', Rank: 3, Mood: 'calm', Note: 'y' });
  });

  it('have references: to themselves, in cycles, in filters, and in errors', async () => {
    const api = await serveTables(server, SHOP, { endpoints });
    await api.post('/artists', { Name: 'Ada' });
    await api.post('/artists', { Name: 'Bob', MentorId: 1 });
    await api.post('/albums', { title: 'One', artist_id: 2 });

    const dangling = await api.post('/albums', { title: 'Two', artist_id: 77 });
    const referenced = await api.delete('/artists/1');

    expect(dangling.status).toBe(422);
    expect(dangling.json.detail).toMatchObject([
      { type: 'reference_not_found', loc: ['artist_id'], input: 77 },
    ]);
    expect(referenced.status).toBe(409);
    expect(referenced.json.detail).toContain('Artist.MentorId');
    expect((await api.delete('/artists/2')).json.detail).toContain('albums.artist_id');
    expect((await api.get('/artists?MentorId=1')).json.results).toHaveLength(1);
    expect((await api.get('/albums?artist_id[in]=2,3')).json.results).toHaveLength(1);
    const twice = await api.post('/artists', { Name: 'Ada' });
    expect([twice.status, twice.json.detail]).toEqual([409, expect.stringContaining('Name')]);
  });

  it('are read-only where they are views, with single resources if the key is named', async () => {
    const api = await serveTables(server, SHOP, { endpoints });
    await api.post('/artists', { Name: 'Ada' });
    await api.post('/albums', { title: 'One', artist_id: 1 });

    expect((await api.get('/titles')).json.results).toEqual([{ id: 1, title: 'One' }]);
    expect((await api.get('/titles/1')).status).toBe(404);
    const post = await api.post('/titles', { title: 'x' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    const asked = await api.send('OPTIONS', '/titles');
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect((await api.send(method, '/titles/1')).status).toBe(404);
    expect((await api.get('/one-title/1')).json).toEqual({ id: 1, title: 'One' });
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await api.send(method, '/one-title/1');
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });

  it('are read-only without a key, page by page', async () => {
    const api = await serveTables(server, SHOP, { endpoints });

    const first = (await api.get('/log')).json;
    const second = (await api.get('/log?page=2')).json;

    expect([...first.results, ...second.results]).toEqual([
      { level: 1, line: 'a' },
      { level: 1, line: 'a' },
      { level: 1, line: null },
      { level: 2, line: 'b' },
    ]);
    expect(first.count).toBe(4);
    expect((await api.delete('/log/1')).status).toBe(404);
  });

  it('without a key are narrowed by scope and queryset all the same', async () => {
    @Endpoint('/own-log', {
      reflect: true,
      table: 'log',
      filtering: { fields: ['line'], ordering: ['line'] },
      pagination: { style: 'page_number', pageSize: 1 },
    })
    class OwnLog extends RestEndpoint {
      override scope() {
        return { level: 1 };
      }

      override queryset() {
        return { line: { $ne: null } };
      }
    }
    const api = await serveTables(server, SHOP, { endpoints: [OwnLog] });

    const { json } = await api.get('/own-log?line=a&ordering=-line');

    expect(json).toMatchObject({ count: 2, results: [{ level: 1, line: 'a' }] });
    expect((await api.get('/own-log?line=b')).json.count).toBe(0);
  });

  it('obey authentication, field permissions and serializers like any other', async () => {
    class Nobody extends Permission {
      hasPermission() {
        return false;
      }
    }
    class Users extends BasicAuthentication {
      override validateCredentials() {
        return Promise.resolve(undefined);
      }
    }
    @Endpoint('/secret', {
      reflect: true,
      table: 'Artist',
      authentication: { backend: Users },
    })
    class Secret extends RestEndpoint {}
    @Endpoint('/secret-titles', {
      reflect: true,
      table: 'titles',
      authentication: { backend: Users },
    })
    class SecretTitles extends RestEndpoint {}
    @Endpoint('/open', {
      reflect: true,
      table: 'Artist',
      authentication: { permission: AllowAny },
      serializer: { read: ['ArtistId', 'Note'], write: ['ArtistId'] },
    })
    class Open extends RestEndpoint {
      @Field({ read: Nobody })
      Note?: string;

      @Field({ write: Nobody })
      Mood?: string;

      @Field({ exclude: true })
      Rank!: number;
    }
    const api = await serveTables(server, SHOP, { endpoints: [Secret, SecretTitles, Open] });

    for (const path of ['/secret', '/secret/1', '/secret-titles'])
      expect((await api.get(path)).status).toBe(401);
    expect((await api.post('/secret', { Name: 'x' })).status).toBe(401);
    expect((await api.post('/open', { Name: 'x', Mood: 'y' })).status).toBe(403);
    const made = await api.post('/open', { Name: 'Ada', Note: 'n', Rank: 99 });
    expect(made.text).toBe('{"ArtistId":1}');
    expect((await api.get('/open/1')).text).toBe('{"ArtistId":1}');
    expect((await api.get('/open?fields=Rank')).status).toBe(400);
  });

  it('are narrowed by declared fields', async () => {
    @Endpoint('/strict', { reflect: true, table: 'Artist' })
    class Strict extends RestEndpoint {
      @Field({ minLength: 2, maxLength: 400, pattern: /^[A-Z]/ })
      Name!: string;

      @Field({ ge: 1, le: 5 })
      Rank!: number;

      @Field({ optional: false })
      Note!: string;

      @Field({ type: 'enum', values: ['calm', 'wild'] })
      Mood!: string;
    }
    const api = await serveTables(server, SHOP, { endpoints: [Strict] });

    const refused = await api.post('/strict', { Name: 'a', Rank: 6, Mood: 'x' });
    const long = await api.post('/strict', { Name: 'A'.repeat(41), Note: '' });

    expect(entriesOf(refused.json).map(([, name]) => name)).toEqual([
      'Name',
      'Name',
      'Rank',
      'Mood',
      'Note',
    ]);
    expect(long.json.detail).toMatchObject([{ type: 'string_too_long', loc: ['Name'] }]);
    expect((await api.post('/strict', { Name: 'Ada', Note: 'x' })).json).toMatchObject({ Rank: 3 });
  });

  it('can have hooks, and two endpoints can share one', async () => {
    @Endpoint('/loud', { reflect: true, table: 'Artist' })
    class Loud extends RestEndpoint {
      override create(data: Record<string, unknown>, request: LightApiRequest) {
        return super.create({ ...data, Name: String(data.Name).toUpperCase() }, request);
      }
    }
    const api = await serveTables(server, SHOP, { endpoints: [Artist, Loud] });

    const { json, headers } = await api.post('/loud', { Name: 'ada' });

    expect(json.Name).toBe('ADA');
    expect(headers.get('location')).toBe('/loud/1');
    expect((await api.get('/artists/1')).json).toEqual(json);
  });

  it('keep created_at and updated_at where they have them', async () => {
    const moment = server.name === 'SQLite' ? 'datetime' : 'timestamptz(3)';
    const tables = both(
      `create table memos (id int primary key, body text, created_at ${moment} not null, updated_at ${moment});`,
    );
    @Endpoint('/memos', { reflect: true })
    class Memo extends RestEndpoint {}
    let now = new Date('2024-01-01T00:00:00.000Z');
    const api = await serveTables(server, tables, { endpoints: [Memo], clock: () => now });

    const stamp = now.toISOString();
    const made = await api.post('/memos', { id: 1, created_at: '2000-01-01T00:00:00Z' });
    now = new Date('2024-01-02T00:00:00.000Z');
    const changed = await api.patch('/memos/1', { body: 'x' }, { 'if-match': '*' });

    expect(made.json).toMatchObject({ created_at: stamp, updated_at: stamp });
    expect(changed.json).toMatchObject({ created_at: stamp, updated_at: now.toISOString() });
  });
});

it('go back to SQLite’s defaults in whatever way they are written', async () => {
  const sql = `create table odd (id integer primary key, a text default bare, b text default "it's",
    c text default 'x''y', d int default (1 + 2), e text default null, f int default -1, g text default true)`;
  @Endpoint('/odd', { reflect: true })
  class Odd extends RestEndpoint {}
  const api = await serveTables(SERVERS[0]!, both(sql), { endpoints: [Odd] });
  const made = await api.post('/odd', {});
  const none = { a: null, b: null, c: null, d: null, e: null, f: null, g: null };
  await api.patch('/odd/1', none, { 'if-match': '*' });

  const put = await api.put('/odd/1', {}, { 'if-match': '*' });

  expect(made.json).toMatchObject({ a: 'bare', b: `it's`, c: `x'y`, d: 3, e: null, f: -1 });
  expect(put.json).toEqual(made.json);
});

const postgres = SERVERS[1]!;

describe.skipIf(postgres.missing)(`schemas of PostgreSQL ${postgres.missing ?? ''}`, () => {
  const SALES = `
    create schema sales; create schema hr;
    create table sales.people (id int primary key, name text);
    create table hr.people (id int primary key, name text);
    create table sales.orders (no int primary key, person_id int references sales.people (id), total numeric(8,2));
    insert into hr.people values (1, 'wrong')`;

  @Endpoint('/orders', { reflect: true, table: 'sales.orders', filtering: { ordering: ['total'] } })
  class Order extends RestEndpoint {}

  @Endpoint('/people', { reflect: 'partial', table: 'sales.people' })
  class Person extends RestEndpoint {
    @Field({ optional: true, unique: true })
    mail?: string;
  }

  it('are named with the table, and keep tables of one name apart', async () => {
    const api = await serveTables(postgres, both(SALES), { endpoints: [Order, Person] });

    expect((await api.post('/orders', { no: 1, person_id: 1 })).status).toBe(422);
    expect((await api.post('/people', { id: 1, name: 'right', mail: 'm' })).status).toBe(201);
    const made = await api.post('/orders', { no: 1, person_id: 1, total: '5' });
    expect(made.json).toEqual({ no: 1, person_id: 1, total: '5.00' });
    const tag = { 'if-match': made.headers.get('etag')! };
    expect((await api.patch('/orders/1', { total: '6' }, tag)).json.total).toBe('6.00');
    expect((await api.patch('/orders/1', { total: '6' }, tag)).status).toBe(412);
    expect((await api.get('/orders?ordering=-total')).json.results).toHaveLength(1);
    const referenced = await api.delete('/people/1');
    expect([referenced.status, referenced.json.detail]).toEqual([
      409,
      expect.stringContaining('orders.person_id'),
    ]);
    expect((await api.delete('/orders/1')).status).toBe(204);
    expect((await api.delete('/people/1')).status).toBe(204);
  });
});

describeOnEachDatabase('reflect: partial', (server) => {
  @Endpoint('/artists', { reflect: 'partial', table: 'Artist' })
  class Extended extends RestEndpoint {
    @Field({ minLength: 2 })
    Name!: string;

    @Field({ optional: true, index: true })
    nickName?: string;

    @Field({ default: 7, ge: 0 })
    stars!: number;

    @Field({ optional: true, unique: true })
    code?: string;
  }

  it('adds the declared fields that the table lacks, once, and nothing else', async () => {
    const database = await databaseWith(server, SHOP);
    await runScript(database, `insert into "Artist" ("Name") values ('Old')`);
    const before = await schemaOf(database);
    const api = await serveDatabase(database, { endpoints: [Extended] });
    const after = await schemaOf(database);
    await serveDatabase(database, { endpoints: [Extended] });

    const made = await api.post('/artists', { Name: 'Ada', nickName: 'A', code: 'x' });

    expect(await schemaOf(database)).toBe(after);
    expect(after).not.toBe(before);
    expect((await api.get('/artists/1')).json).toMatchObject({ nickName: null, stars: 7 });
    expect(made.json).toMatchObject({ Name: 'Ada', nickName: 'A', stars: 7, code: 'x' });
    expect((await api.post('/artists', { Name: 'Bob', code: 'x' })).status).toBe(409);
    expect((await api.post('/artists', { Name: 'B', stars: -1 })).status).toBe(422);
    await runScript(
      database,
      server.name === 'SQLite'
        ? `drop index "Artist_code_unique"; drop index "Artist_nick_name_index";
           alter table "Artist" drop column nick_name; alter table "Artist" drop column stars;
           alter table "Artist" drop column code`
        : `alter table "Artist" drop column nick_name, drop column stars, drop column code`,
    );
    expect(await schemaOf(database)).toBe(before);
  });

  it('survives that several processes do it at once', async () => {
    const database = await databaseWith(server, SHOP);

    const apis = await Promise.all(
      Array.from({ length: 3 }, () => serveDatabase(database, { endpoints: [Extended] })),
    );

    for (const api of apis) expect((await api.get('/artists')).status).toBe(200);
  });

  it('can add nothing that the rows there are would lack', async () => {
    @Endpoint('/artists', { reflect: 'partial', table: 'Artist' })
    class Demanding extends RestEndpoint {
      @Field()
      motto!: string;
    }
    const database = await databaseWith(server, SHOP);

    expect(await startProblems({ database, endpoints: [Demanding] })).toEqual([
      `Demanding.motto: the table 'Artist' lacks the column, and the rows there are would have nothing in it. Make the field optional, or give it a default.`,
    ]);
    expect(await startProblems({ database, endpoints: [Extended], schema: 'none' })).toHaveLength(
      3,
    );
  });
});

describeOnEachDatabase('fields that differ from a column in case alone', (server) => {
  const fields = {
    mentorid: { type: 'int' },
    name: { type: 'string' },
    mood: { exclude: true },
  } as const;
  const artist = (reflect: true | 'partial') => {
    class Respelt extends RestEndpoint {}
    for (const [name, options] of Object.entries(fields))
      Field({ optional: true, ...options })(Respelt.prototype, name);
    Endpoint('/artists', { reflect, table: 'Artist' })(Respelt);
    return Respelt;
  };

  if (server.name === 'SQLite')
    it.each([true, 'partial'] as const)('are told, with reflect: %s', async (reflect) => {
      const database = await databaseWith(server, SHOP);

      const problems = await startProblems({ database, endpoints: [artist(reflect)] });

      const told = (field: string, column: string) =>
        `Respelt.${field}: the table 'Artist' has the column '${column}', and the database knows no case in names. Name the field '${column}'.`;
      expect(problems).toEqual([
        told('mentorid', 'MentorId'),
        told('name', 'Name'),
        told('mood', 'Mood'),
      ]);
    });

  if (server.name === 'PostgreSQL')
    it('are columns of their own', async () => {
      const api = await serveTables(server, SHOP, { endpoints: [artist('partial')] });

      const { json } = await api.post('/artists', { Name: 'Ada', name: 'ada' });

      expect(json).toMatchObject({ Name: 'Ada', name: 'ada' });
    });
});

describeOnEachDatabase('what a table is not', (server) => {
  it('is told at start, all at once', async () => {
    @Endpoint('/albms', { reflect: true })
    class Albm extends RestEndpoint {}
    @Endpoint('/a', { reflect: true, table: 'Artists' })
    class Misnamed extends RestEndpoint {}
    @Endpoint('/b', { reflect: true, table: 'albums', filtering: { fields: ['titel'] } })
    class Misspelt extends RestEndpoint {
      @Field()
      titl!: string;
    }
    @Endpoint('/c', { reflect: true, table: 'titles', methods: ['GET', 'POST'] })
    class Written extends RestEndpoint {}
    @Endpoint('/d', { reflect: true, table: 'log', pagination: { style: 'cursor' } })
    class Walked extends RestEndpoint {}
    @Endpoint('/e', { reflect: true, table: 'albums', primaryKey: ['title'] })
    class Rekeyed extends RestEndpoint {}
    @Endpoint('/f', { reflect: true, table: 'log', primaryKey: ['lvel'] })
    class Unkeyed extends RestEndpoint {}
    const database = await databaseWith(server, SHOP);

    const problems = await startProblems({
      database,
      endpoints: [Albm, Misnamed, Misspelt, Written, Walked, Rekeyed, Unkeyed],
    });

    expect(problems).toEqual([
      expect.stringMatching(
        /^Albm: there is no table or view 'albms'\. Did you mean .*albums.*\? Name it by 'table'\.$/,
      ),
      expect.stringMatching(
        /^Misnamed: there is no table or view 'Artists'\. Did you mean .*Artist.*\?/,
      ),
      `Misspelt.titl: the table 'albums' has no column 'titl'. Did you mean 'title'? Its columns are id, title, artist_id, lead_id. Rename the field, or have it added by reflect: 'partial'.`,
      expect.stringMatching(
        /^Misspelt: 'filtering.fields' has "titel", which is no member\. Did you mean 'title'\?/,
      ),
      `Written: 'methods' has POST, but 'titles' is a view, so that it can only be read. Leave GET alone.`,
      expect.stringMatching(/^Walked: 'pagination.style' is cursor, which goes on behind a key/),
      `Rekeyed: 'primaryKey' is title, but the primary key of the table 'albums' is id. Leave it out.`,
      expect.stringMatching(/^Unkeyed: 'primaryKey' has "lvel", which is no member\./),
    ]);
  });

  it('is told of fields that claim more than it has', async () => {
    @Endpoint('/a', { reflect: true, table: 'albums' })
    class Claiming extends RestEndpoint {
      @Field({ optional: true, unique: true })
      title?: string;

      @Field({ type: server.name === 'SQLite' ? 'int' : 'decimal', foreignKey: 'tracks.id' })
      artist_id!: unknown;
    }
    const database = await databaseWith(server, SHOP);

    const problems = await startProblems({ database, endpoints: [Claiming] });

    expect(problems.slice(0, 2)).toEqual([
      `Claiming.title: the column may not be null. Remove 'optional'.`,
      `Claiming.title: the column is not unique in the table. Make it so by a migration, or remove 'unique'.`,
    ]);
    expect(problems.at(-1)).toContain(`no such foreign key`);
  });

  it('is known without a database as far as it can be', async () => {
    @Endpoint('/a', { reflect: 'whole' as never, primaryKey: 'integer', versionField: 7 as never })
    class Wrong extends RestEndpoint {
      @Field({ minLenght: 3 } as never)
      title!: string;
    }

    expect(
      await startProblems({ database: 'sqlite:/nowhere/at/all.db', endpoints: [Wrong] }),
    ).toEqual([
      `Wrong: 'reflect' is "whole". Give true or 'partial'.`,
      expect.stringContaining(`Wrong: 'primaryKey' is "integer", but`),
      expect.stringContaining(`Wrong: 'versionField' is 7.`),
      expect.stringContaining(`Wrong.title: @Field has no option 'minLenght'.`),
    ]);
  });

  it('may be that POST can not fill it', async () => {
    const tables = both(
      'create table odd (id int primary key, note text, "toString" int not null)',
    );
    @Endpoint('/odd', { reflect: true })
    class Odd extends RestEndpoint {}
    const api = await serveTables(server, tables, { endpoints: [Odd] });
    await runScript(api.database, `insert into odd values (1, 'a', 5)`);

    const { status, headers } = await api.post('/odd', { id: 2 });

    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect((await api.patch('/odd/1', { note: 'b' }, { 'if-match': '*' })).json).toEqual({
      id: 1,
      note: 'b',
    });
  });
});

/** What was refused: the type of the problem, and the member. */
function entriesOf(json: unknown): readonly (readonly [type: string, member: unknown])[] {
  const { detail } = json as { detail: { type: string; loc: unknown[] }[] };
  return detail.map(({ type, loc }) => [type, loc[0]]);
}

describe('a reflected table of SQLite with a foreign key that leads nowhere', () => {
  const BROKEN = both(`
    create table parents (id integer primary key, code text);
    create table kids (id integer primary key, code text references parents (code));
    create table orphans (id integer primary key, parent int references parents_old (id));
    create table strangers (id integer primary key);`);
  const reflecting = (table: string, methods: readonly HttpMethod[]) => {
    class Reflected extends RestEndpoint {}
    Endpoint(`/${table}`, { reflect: true, table, methods })(Reflected);
    return Reflected;
  };
  const problemsOf = async (table: string, methods: readonly HttpMethod[]) => {
    const database = await databaseWith(SERVERS[0]!, BROKEN);
    return startProblems({ database, endpoints: [reflecting(table, methods)] });
  };

  it.each<[string, HttpMethod[], RegExp]>([
    ['kids', ['GET', 'POST'], /"kids" referencing "parents"/],
    ['kids', ['GET', 'PATCH'], /"kids" referencing "parents"/],
    ['parents', ['GET', 'DELETE'], /"kids" referencing "parents"/],
    ['orphans', ['GET', 'POST'], /no such table: main\.parents_old/],
  ])('stops the start where %s is served by %j', async (table, methods, reason) => {
    const problems = await problemsOf(table, methods);

    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(problems[0]).toMatch(/^Reflected: .*methods: \['GET'\]/);
  });

  it('is read all the same', async () => {
    const database = await databaseWith(SERVERS[0]!, BROKEN);
    const endpoints = ['kids', 'parents', 'orphans'].map((table) => reflecting(table, ['GET']));
    const api = await serveDatabase(database, {
      endpoints: [...endpoints, reflecting('strangers', ['GET', 'POST'])],
    });

    expect((await api.get('/kids')).json).toEqual({ results: [] });
    expect((await api.post('/strangers', {})).status).toBe(201);
  });
});
