import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { Endpoint, RestEndpoint } from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { databaseWith, serveDatabase, serveTables, type Tables } from './support/reflected-api.js';
import { runScript } from './support/reflection.js';
import { SERVERS } from './support/servers.js';

/** Triggers that change the row that was written, keep it as it is, and refuse it. */
const TABLES: Tables = {
  SQLite: `
create table counted (id integer primary key, name text, hits int not null default 0);
create trigger counted_i after insert on counted begin
  update counted set hits = hits + 1 where id = new.id; end;
create trigger counted_u after update of name on counted begin
  update counted set hits = hits + 1 where id = new.id; end;
create table kept (id integer primary key, name text);
insert into kept values (1, 'a');
create table guarded (id integer primary key, name text);
create trigger guarded_i before insert on guarded when new.name = 'skip' begin select raise(ignore); end;
create trigger guarded_u before update on guarded when new.name = 'skip' begin select raise(ignore); end;
create trigger guarded_d before delete on guarded begin select raise(ignore); end;
create trigger guarded_r before insert on guarded when new.name = 'raise' begin select raise(abort, 'inner words'); end;
create trigger guarded_k before delete on kept begin select raise(abort, 'inner words'); end;
create table free (id integer primary key, anything);
create table pairs (a int, b int, primary key (a, b));
create table paired (id integer primary key, a int, b int, c int, d int,
  foreign key (a, b) references pairs, foreign key (c, d) references pairs);
`,
  PostgreSQL: `
create table counted (id serial primary key, name text, hits int not null default 0);
create function count_hits() returns trigger language plpgsql as $$ begin
  if pg_trigger_depth() < 2 then update counted set hits = hits + 1 where id = new.id; end if;
  return null; end $$;
create trigger counted_a after insert or update on counted for each row execute function count_hits();
create table guarded (id serial primary key, name text);
create function guard() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' or new.name = 'skip' then return null; end if;
  if new.name = 'raise' then raise exception 'inner words'; end if;
  return new; end $$;
create trigger guarded_b before insert or update or delete on guarded for each row execute function guard();
create table kept (id serial primary key, name text);
insert into kept (name) values ('a');
create function keep() returns trigger language plpgsql as $$ begin raise exception 'inner words'; end $$;
create trigger kept_b before delete on kept for each row execute function keep();
create table free (id serial primary key, anything jsonb unique);
create table pairs (a int, b int, primary key (a, b));
create table paired (id serial primary key, a int, b int, c int, d int,
  foreign key (a, b) references pairs, foreign key (c, d) references pairs);
`,
};

@Endpoint('/counted', { reflect: true })
class Counted extends RestEndpoint {}

@Endpoint('/guarded', { reflect: true })
class Guarded extends RestEndpoint {}

@Endpoint('/kept', { reflect: true, table: 'kept' })
class Kept extends RestEndpoint {}

@Endpoint('/free', { reflect: true })
class Free extends RestEndpoint {}

@Endpoint('/paired', { reflect: true })
class Paired extends RestEndpoint {}

@Endpoint('/secured', { reflect: true, table: 'secured' })
class Secured extends RestEndpoint {}

@Endpoint('/secret', { reflect: true, table: 'secret' })
class Secret extends RestEndpoint {}

@Endpoint('/ruled', { reflect: true, table: 'ruled' })
class Ruled extends RestEndpoint {}

const endpoints = [Counted, Guarded, Kept, Free, Paired];

describeOnEachDatabase('tables with triggers', (server) => {
  it('answer a write with what the triggers have made of the row, and its tag', async () => {
    const api = await serveTables(server, TABLES, { endpoints });

    const made = await api.post('/counted', { name: 'a' });
    const read = await api.get('/counted/1');
    const tag = made.headers.get('etag') ?? '';
    const changed = await api.patch('/counted/1', { name: 'b' }, { 'if-match': tag });

    expect([made.text, tag]).toEqual([read.text, read.headers.get('etag')]);
    expect([changed.status, changed.json]).toEqual([200, { id: 1, name: 'b', hits: 2 }]);
    expect(changed.headers.get('etag')).toBe((await api.get('/counted/1')).headers.get('etag'));
  });

  it('refuse what a trigger does not let happen, without its words', async () => {
    const api = await serveTables(server, TABLES, { endpoints });
    const made = await api.post('/guarded', { name: 'a' });
    const tag = { 'if-match': made.headers.get('etag') ?? '' };

    const refused = [
      await api.post('/guarded', { name: 'skip' }),
      await api.post('/guarded', { name: 'raise' }),
      await api.patch('/guarded/1', { name: 'skip' }, tag),
      await api.delete('/guarded/1', tag),
      await api.delete('/guarded/1'),
    ];

    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 403, 403]);
    expect(refused.map(({ text }) => text).join()).not.toContain('inner words');
    expect((await api.get('/guarded')).json).toEqual({ results: [{ id: 1, name: 'a' }] });
  });

  it('refuse a deletion that a trigger raises an error for', async () => {
    const api = await serveTables(server, TABLES, { endpoints });
    const { headers } = await api.get('/kept/1');
    const tag = { 'if-match': headers.get('etag') ?? '' };

    const refused = [await api.delete('/kept/1'), await api.delete('/kept/1', tag)];

    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    expect(refused.map(({ text }) => text).join()).not.toContain('inner words');
    expect((await api.get('/kept/1')).status).toBe(200);
  });

  it('serve columns of no type, and unique ones of JSON', async () => {
    const api = await serveTables(server, TABLES, { endpoints });

    expect((await api.post('/free', { anything: 'x' })).status).toBe(201);
    expect((await api.get('/free/1')).json).toEqual({ id: 1, anything: 'x' });
  });

  it('name the members of a reference of several columns that leads nowhere', async () => {
    const api = await serveTables(server, TABLES, { endpoints });

    const refused = async (answer: Promise<ApiAnswer>) => {
      const { status, json } = await answer;
      const detail = json.detail as { type: string; loc: string[] }[];
      expect(status).toBe(422);
      expect(detail.every(({ type }) => type === 'reference_not_found')).toBe(true);
      return detail.map(({ loc }) => loc);
    };
    await api.post('/paired', { a: 1, b: null });
    const match = { 'if-match': '*' };

    expect(await refused(api.post('/paired', { a: 1, b: 2 }))).toEqual([['a'], ['b']]);
    expect(await refused(api.post('/paired', { a: 1, b: null, c: 1, d: 2 }))).toEqual([
      ['c'],
      ['d'],
    ]);
    expect(await refused(api.patch('/paired/1', { b: 2 }, match))).toEqual([['b']]);
  });
});

/** A trigger that raises what the row says, and a view whose function does. */
const RAISING: Tables = {
  SQLite: '',
  PostgreSQL: `
create table raising (id serial primary key, name text);
create function say() returns trigger language plpgsql as $$
declare said text := case tg_op when 'DELETE' then old.name else new.name end; found int;
begin
  if tg_op = 'INSERT' and new.name like 'late %' then return new; end if;
  said := replace(said, 'late ', '');
  case said
    when 'assert' then assert false, 'inner words';
    when 'none' then select 1 into strict found where false;
    when 'many' then select n into strict found from generate_series(1, 2) n;
    else raise exception 'inner words' using errcode = said;
  end case;
end $$;
create trigger raising_b before insert or update or delete on raising for each row execute function say();
create function fail(code text) returns int language plpgsql as $$ begin raise exception 'inner words' using errcode = code; end $$;
create table codes (id serial primary key, code text);
insert into codes (code) values ('MY001'), ('P0001');
create view failing as select id, fail(code) as made from codes;
`,
};

@Endpoint('/raising', { reflect: true, table: 'raising' })
class Raising extends RestEndpoint {}

@Endpoint('/failing', { reflect: true, table: 'failing', primaryKey: ['id'] })
class Failing extends RestEndpoint {}

for (const server of SERVERS.filter(({ name }) => name === 'PostgreSQL'))
  describe.skipIf(server.missing)(
    `what functions of PostgreSQL raise ${server.missing ?? ''}`,
    () => {
      it.each([
        ...['MY001', 'AB123', 'P0001', 'P0002', '09000', '27000', 'restrict_violation'],
        ...['assert', 'none', 'many'],
      ])('is a refusal where a trigger does: %s', async (code) => {
        const api = await serveTables(server, RAISING, { endpoints: [Raising] });
        await api.post('/raising', { name: `late ${code}` });

        const refused = [
          await api.post('/raising', { name: code }),
          await api.patch('/raising/1', { name: code }, { 'if-match': '*' }),
          await api.delete('/raising/1'),
        ];

        const isReference = code === 'restrict_violation';
        expect(refused.map(({ status }) => status)).toEqual([422, 422, isReference ? 409 : 403]);
        expect(refused.map(({ text }) => text).join()).not.toContain('inner words');
      });

      it('is no conflict of a deletion, which has no values', async () => {
        const api = await serveTables(server, RAISING, { endpoints: [Raising] });
        await api.post('/raising', { name: 'late unique_violation' });

        expect((await api.delete('/raising/1')).status).toBe(403);
      });

      it('is no fault of members where a view does', async () => {
        const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
        onTestFinished(() => {
          log.mockRestore();
        });
        const api = await serveTables(server, RAISING, { endpoints: [Failing] });

        const failed = [await api.get('/failing/1'), await api.get('/failing/2')];

        expect(failed.map(({ status }) => status)).toEqual([500, 400]);
        expect(failed.map(({ text }) => text).join()).not.toContain('inner words');
      });
    },
  );

for (const server of SERVERS.filter(({ name }) => name === 'PostgreSQL'))
  describe.skipIf(server.missing)(`rights and rules of PostgreSQL ${server.missing ?? ''}`, () => {
    it('are refusals, not failures', async () => {
      const server = SERVERS.find(({ name }) => name === 'PostgreSQL') ?? SERVERS[0]!;
      const role = `lightapi_${randomUUID().slice(0, 8)}`;
      const database = await databaseWith(server, {
        SQLite: '',
        PostgreSQL: `create role ${role} login;
          create table secured (id serial primary key, name text);
          alter table secured enable row level security;
          create policy visible on secured using (name <> 'hidden');
          create table secret (id serial primary key, name text);
          create table ruled (id serial primary key, name text);
          create rule nothing as on update to ruled do instead nothing;
          insert into ruled (name) values ('a');
          grant select, insert, update on secured, ruled to ${role};
          grant usage on all sequences in schema public to ${role};`,
      });
      onTestFinished(() => runScript(database, `drop owned by ${role}; drop role ${role};`));
      const url = new URL(database);
      url.username = role;
      const api = await serveDatabase(url.href, {
        endpoints: [Secured, Secret, Ruled],
        schema: 'none',
      });

      const refused = [
        await api.post('/secured', { name: 'hidden' }),
        await api.get('/secret'),
        await api.get('/secret/1'),
        await api.patch('/ruled/1', { name: 'b' }, { 'if-match': '*' }),
      ];

      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    });
  });
