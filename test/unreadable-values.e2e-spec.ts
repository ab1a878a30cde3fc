import { describe, expect, it } from 'vitest';

import { Endpoint, type EndpointClass, RestEndpoint } from '../lib/index.js';
import { serveTables, type Tables } from './support/reflected-api.js';
import { SERVERS } from './support/servers.js';

/** Types that PostgreSQL alone reads, as keys: what is no value of them, and one that is. */
const KEYS = [
  ['inet', 'garbage', '10.0.0.1'],
  ['interval', 'zzz', '01:00:00'],
  ['int4range', 'zzz', '[1,3)'],
  ['int4range', '[5,1]', '[1,3)'],
  ['real', '1e39', '1.5'],
  ['macaddr', '12', '08:00:2b:01:02:03'],
  ['bit(3)', '12', '101'],
] as const;

const keyed = (type: string, key: string): Tables => ({
  SQLite: '',
  PostgreSQL: `create table things (key ${type} primary key, label interval, version int not null default 1);
    insert into things (key) values ('${key}')`,
});

@Endpoint('/things', { reflect: true })
class Thing extends RestEndpoint {}

@Endpoint('/things', { reflect: true })
class Scoped extends RestEndpoint {
  override scope() {
    return { version: { $gt: 0 } };
  }
}

for (const server of SERVERS.filter(({ name }) => name === 'PostgreSQL'))
  describe.skipIf(server.missing)(`what PostgreSQL can't read ${server.missing ?? ''}`, () => {
    const start = (tables: Tables, thing: EndpointClass = Thing) =>
      serveTables(server, tables, { endpoints: [thing] });

    it.each(KEYS)('is no row where it is a key: %s %s', async (type, wrong, right) => {
      const api = await start(keyed(type, right));
      const path = `/things/${encodeURIComponent(wrong)}`;
      const match = { 'if-match': '*' };

      const answers = [
        await api.get(path),
        await api.put(path, { label: '1 day' }, match),
        await api.patch(path, { label: '1 day' }, match),
        await api.patch(path, { label: '1 day', version: 1 }),
        await api.patch(path, { label: '1 day' }, { 'if-match': '"1"' }),
        await api.delete(path),
        await api.delete(path, { 'if-match': '"1"' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      expect((await api.get(`/things/${encodeURIComponent(right)}`)).status).toBe(200);
    });

    it('is no row within a scope either', async () => {
      const api = await start(keyed('inet', '10.0.0.1'), Scoped);
      const match = { 'if-match': '*' };

      const answers = [
        await api.get('/things/garbage'),
        await api.patch('/things/garbage', { label: '1 day' }, match),
        await api.delete('/things/garbage'),
      ];

      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect((await api.get('/things/10.0.0.1')).status).toBe(200);
    });

    it('is told before the key where it is a member', async () => {
      const api = await start(keyed('inet', '10.0.0.1'));
      const match = { 'if-match': '*' };

      const answers = [
        await api.patch('/things/garbage', { label: 'zzz' }, match),
        await api.patch('/things/10.0.0.1', { label: 'zzz' }, match),
        await api.post('/things', { key: 'garbage' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    });

    it("is nobody else's fault, though asked for together", async () => {
      const api = await start(keyed('inet', '10.0.0.1'));
      const wrong = Array.from({ length: 8 }, (_, at) => `/things/garbage-${at % 4}`);
      const match = { 'if-match': '*' };

      const [right, changed, ...others] = await Promise.all([
        api.get('/things/10.0.0.1'),
        api.patch('/things/10.0.0.1', { label: '1 day' }, match),
        ...wrong.map((path) => api.get(path)),
        ...wrong.map((path) => api.patch(path, { label: '1 day' }, match)),
      ]);

      expect([right.status, changed.status]).toEqual([200, 200]);
      expect(others.map(({ status }) => status)).toEqual(others.map(() => 404));
    });

    it.each(['2020-02-30', 'int4[', 'nope', ''])('is a 422 as a regtype: %j', async (rt) => {
      const api = await start({
        SQLite: '',
        PostgreSQL: 'create table things (id serial primary key, rt regtype)',
      });
      await api.post('/things', { rt: 'integer' });

      const answers = [
        await api.post('/things', { rt }),
        await api.patch('/things/1', { rt }, { 'if-match': '*' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([422, 422]);
    });
  });
