import { raw } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { walked } from '../support/collections.js';
import { serveTables, type Tables } from '../support/reflected-api.js';
import { SERVERS, type TestServer } from '../support/servers.js';

/** PostgreSQL compares a domain over an enum with nothing, not even with itself. */
const TABLES: Tables = {
  SQLite: '',
  PostgreSQL: `
create schema "odd ""types?";
create type "odd ""types?"."Mood" as enum ('sad', 'ok', 'glad');
create domain mood as "odd ""types?"."Mood";
create domain inner_mood as mood;
create table moods (k mood primary key, note text not null);
insert into moods values ('sad', 'a word'), ('ok', 'a word'), ('glad', 'other');
create table days (id int, shown mood, felt inner_mood, primary key (id, shown));
insert into days values (1, 'ok', 'glad'), (2, 'ok', 'sad'), (3, 'sad', null), (4, 'glad', 'sad');`,
};

@Endpoint('/moods', {
  reflect: true,
  filtering: { search: ['note'] },
  pagination: { style: 'page_number' },
})
class Mood extends RestEndpoint {
  override scope() {
    return { note: { $ne: 'other' } };
  }
}

@Endpoint('/days', {
  reflect: true,
  filtering: { fields: ['felt', 'shown'], ordering: ['felt', 'shown'] },
  pagination: { style: 'cursor', pageSize: 1 },
})
class Day extends RestEndpoint {}

@Endpoint('/sad-days', { reflect: true, table: 'days' })
class SadDay extends RestEndpoint {
  override scope() {
    return { [raw('felt::mood::"odd ""types\\?"."Mood" = ?', ['sad'])]: [] };
  }
}

const POSTGRES: TestServer = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

describe.skipIf(POSTGRES.missing)('a column of a domain over an enum', () => {
  const start = () => serveTables(POSTGRES, TABLES, { endpoints: [Mood, Day, SadDay] });

  it('is a key, also within a scope', async () => {
    const api = await start();

    const found = await api.get('/moods/ok');
    const changed = await api.patch('/moods/ok', { note: 'fine' }, { 'if-match': '*' });
    const hidden = await api.get('/moods/glad');
    const deleted = await api.delete('/moods/ok');
    const gone = await api.get('/moods/ok');

    expect(found.json).toEqual({ k: 'ok', note: 'a word' });
    expect(changed.json).toMatchObject({ k: 'ok', note: 'fine' });
    expect([hidden, deleted, gone].map(({ status }) => status)).toEqual([404, 204, 404]);
  });

  it('is a part of a key', async () => {
    const api = await start();

    const changed = await api.patch('/days/3,sad', { felt: 'ok' }, { 'if-match': '*' });

    expect(changed.json).toMatchObject({ id: 3, shown: 'sad', felt: 'ok' });
  });

  it('is searched by its neighbours, with a count', async () => {
    const api = await start();

    expect((await api.get('/moods?search=word')).json).toMatchObject({
      count: 2,
      results: [{ k: 'sad' }, { k: 'ok' }],
    });
  });

  it('is compared as the enum by the condition of a scope', async () => {
    const api = await start();

    expect(await walked(api, '/sad-days', 'id')).toEqual([2, 4]);
  });

  it.each([
    ['felt=sad', [2, 4]],
    ['felt[ne]=sad', [1]],
    ['felt[in]=sad,glad', [1, 2, 4]],
    ['felt[nin]=sad', [1]],
    ['felt[isnull]=true', [3]],
    ['shown=ok', [1, 2]],
  ])('is filtered by %s', async (condition, ids) => {
    const api = await start();

    expect(await walked(api, `/days?${condition}`, 'id')).toEqual(ids);
  });

  it.each([
    ['felt', [2, 4, 1, 3]],
    ['-felt', [1, 2, 4, 3]],
    ['felt.nullsfirst', [3, 2, 4, 1]],
    ['-shown', [4, 1, 2, 3]],
  ])('is walked in the order of the enum by %s', async (ordering, ids) => {
    const api = await start();

    expect(await walked(api, `/days?ordering=${ordering}`, 'id')).toEqual(ids);
  });
});
