import { raw } from '@mikro-orm/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApi,
  RestEndpoint,
} from '../lib/index.js';
import { SERVERS, type TestServer } from './support/servers.js';

@Endpoint('/medals', { pagination: { style: 'page_number' } })
class Medal extends RestEndpoint {
  @Field() owner!: string;
  @Field({ type: 'datetime' }) won!: Date;
}

const at = (milliseconds: string) => new Date(`2026-01-01T00:00:00.${milliseconds}Z`);

describe.each(SERVERS)('a raw fragment as a condition on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'as it runs', () => {
    it('holds for a list of a service', async () => {
      const medals = await withThree(server);

      expect(await owners(medals, { [raw('owner = ?', ['a'])]: [] })).toEqual(['a']);
    });

    it('refuses undefined beside it', async () => {
      const medals = await withThree(server);
      const where = { [raw('lower(owner)')]: undefined };

      await expect(medals.list({ where: where as object })).rejects.toThrow(TypeError);
    });
  });
});

const POSTGRES = SERVERS[1]!;

describe.skipIf(POSTGRES.missing)('what a raw fragment binds on PostgreSQL', () => {
  it.each([
    ['moments', 'won <= ?', [at('050'), at('200'), at('600')], [[], ['a'], ['a', 'b']]],
    ['lists', 'owner = any(?)', [['a'], ['a', 'b'], ['c"\\,']], [['a'], ['a', 'b'], ['c"\\,']]],
    ['nested lists', `owner = any(?::text[])`, [[['a'], ['b']], [[null]]], [['a', 'b'], []]],
    [
      'objects',
      `jsonb_build_object('o', owner) @> ?`,
      [{ o: 'a' }, { o: 'b' }, { o: 'z' }],
      [['a'], ['b'], []],
    ],
    ['bytes', `convert_to(owner, 'UTF8') = ?`, [Buffer.from('a'), Buffer.from('z')], [['a'], []]],
    ['lists of bytes', `convert_to(owner, 'UTF8') = any(?)`, [[Buffer.from('b')]], [['b']]],
    ['undefined', 'owner is not distinct from ?', [undefined], [[]]],
  ])('may be %s, each for who asked', async (_name, sql, values, expected) => {
    const medals = await withThree(POSTGRES);

    const found = await Promise.all(
      values.map((value) => owners(medals, { [raw(sql, [value])]: [] })),
    );

    expect(found).toEqual(expected);
  });
});

describe('what a raw fragment binds on SQLite', () => {
  it.each([
    ['moments', 'won <= ?', [at('050'), at('200'), at('600')], [[], ['a'], ['a', 'b']]],
    ['truths', "(owner = 'a') = ?", [true], [['a']]],
    ['lists', 'owner in (select value from json_each(?))', [['a', 'b']], [['a', 'b']]],
    ['undefined', 'owner is ?', [undefined], [[]]],
  ])('may be %s', async (_name, sql, values, expected) => {
    const medals = await withThree(SERVERS[0]!);

    const found = await Promise.all(
      values.map((value) => owners(medals, { [raw(sql, [value])]: [] })),
    );

    expect(found).toEqual(expected);
  });
});

type Medals = EndpointService<Medal>;

async function owners(medals: Medals, where: object): Promise<string[]> {
  const { results, count } = await medals.list({ where });
  expect(count).toBe(results.length);
  return results.map(({ owner }) => owner);
}

async function withThree(server: TestServer): Promise<Medals> {
  const database = await server.create();
  const app = await LightApi.run({
    ...{ database: database.url, endpoints: [Medal] },
    ...{ host: '127.0.0.1', port: 0 },
  });
  onTestFinished(async () => {
    await app.close();
    await database.drop();
  });
  const medals = app.get<Medals>(getEndpointToken(Medal), { strict: false });
  await medals.create({ owner: 'a', won: at('100') });
  await medals.create({ owner: 'b', won: at('500') });
  await medals.create({ owner: 'c"\\,', won: at('900') });
  return medals;
}
