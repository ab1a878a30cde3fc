import { describe, expect, it } from 'vitest';

import { Endpoint, RestEndpoint } from '../../lib/index.js';
import { listed } from '../support/collections.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';
import { runSql } from '../support/sql.js';

const [SQLITE] = SERVERS;

@Endpoint('/bells', { reflect: true, filtering: { fields: ['at'], ordering: ['at'] } })
class Bell extends RestEndpoint {}

@Endpoint('/hours', { reflect: true })
class Hour extends RestEndpoint {}

const serve = (sql: string, endpoint: typeof Bell | typeof Hour) =>
  serveTables(SQLITE!, { SQLite: sql, PostgreSQL: '' }, { endpoints: [endpoint], openapi: true });

/** Of the rows 1 to 3, in each form. */
const FORMS = [
  ['HH:MM', '08:15', '10:00', '23:59'],
  ['HH:MM:SS', '08:15:00', '10:00:00', '23:59:00'],
  ['HH:MM:SS.fff', '08:15:00.000', '10:00:00.000', '23:59:00.000'],
  ['HH:MM:SS.ffffff', '08:15:00.000000', '10:00:00.000000', '23:59:00.000000'],
] as const;

describe('times of day that others have stored in SQLite', () => {
  it.each(FORMS)('are found, and written, in the form of the table: %s', async (form, ...times) => {
    const rows = times.map((time, at) => `(${at + 1}, '${time}')`).join(', ');
    const api = await serve(
      `create table bells (id integer primary key, at time); insert into bells values ${rows}`,
      Bell,
    );
    const idsOf = async (query: string) => listed(await api.get(`/bells?${query}`), 'id');

    expect(listed(await api.get('/bells'), 'at')).toEqual([
      ...['08:15:00.000', '10:00:00.000', '23:59:00.000'],
    ]);
    for (const query of ['at=10:00', 'at[in]=10:00:00,11:00', 'at[between]=09:00,11:00'])
      expect([query, await idsOf(query)]).toEqual([query, [2]]);
    expect(await idsOf('at[gte]=10:00')).toEqual([2, 3]);
    expect(await idsOf('at[lt]=10:00')).toEqual([1]);
    await api.post('/bells', { at: '12:30:00' });
    const [stored] = await runSql(api.database, 'select at from bells where id = 4');
    expect(stored).toEqual({ at: `12:30:00.000000`.slice(0, form.length) });
  });

  it('keep what their form has no room for', async () => {
    const api = await serve(
      `create table bells (id integer primary key, at time); insert into bells values (1, '10:00')`,
      Bell,
    );

    for (const at of ['10:00:01.000', '10:00:00.250'])
      expect((await api.post('/bells', { at })).json).toMatchObject({ at });
    expect(listed(await api.get('/bells?at[gt]=10:00&ordering=at'), 'at')).toEqual([
      ...['10:00:00.250', '10:00:01.000'],
    ]);
  });

  it('are written as SQLite does where its clock is the default', async () => {
    const api = await serve(
      'create table bells (id integer primary key, at time default current_time)',
      Bell,
    );

    const made = (await api.post('/bells', {})).json as { id: number; at: string };

    expect(made.at).toMatch(/^\d\d:\d\d:\d\d\.000$/);
    expect(listed(await api.get(`/bells?at=${made.at}`), 'id')).toEqual([made.id]);
  });

  it('are keys', async () => {
    const api = await serve(
      `create table hours (at time primary key not null, v text); insert into hours values ('10:00:00', 'a')`,
      Hour,
    );

    expect((await api.get('/hours/10:00:00')).json).toEqual({ at: '10:00:00.000', v: 'a' });
    expect((await api.post('/hours', { at: '10:00:00', v: 'b' })).status).toBe(409);
  });
});
