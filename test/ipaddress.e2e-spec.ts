import { describe, expect, it } from 'vitest';

import { Endpoint, Field, LightApi, RestEndpoint } from '../lib/index.js';
import { fill, listed } from './support/collections.js';
import { describeOnEachDatabase, freshDatabase, serve, startProblems } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

const [, POSTGRES] = SERVERS;

@Endpoint('/visits', {
  filtering: { fields: ['address'] },
  pagination: { style: 'cursor', pageSize: 2 },
})
class Visit extends RestEndpoint {
  @Field({ type: 'ipaddress', unique: true, optional: true })
  address?: string | null;
}

const ADDRESSES = ['203.0.113.7', '2001:DB8:0::1', '::ffff:c000:201', null];

describeOnEachDatabase('addresses', (server) => {
  it.each([
    ['address=203.0.113.7', [1]],
    ['address=2001:db8::1', [2]],
    ['address=2001:0DB8::0:1', [2]],
    ['address[ne]=2001:db8::1', [1, 3]],
    ['address[in]=203.0.113.7,::FFFF:192.0.2.1', [1, 3]],
    ['address[nin]=203.0.113.7,::FFFF:192.0.2.1', [2]],
    ['address[isnull]=true', [4]],
  ])('are found by ?%s, however they are written', async (query, ids) => {
    const api = await serve(server, { endpoints: [Visit] });
    await fill(
      api,
      '/visits',
      ADDRESSES.map((address) => ({ address })),
    );

    expect(listed(await api.get(`/visits?${query}`), 'id')).toEqual(ids);
  });

  it('that are equal are the same to a unique column', async () => {
    const api = await serve(server, { endpoints: [Visit] });
    await api.post('/visits', { address: '2001:db8::1' });

    const again = await api.post('/visits', { address: '2001:DB8:0:0::1' });

    expect(again.status).toBe(409);
  });

  it('that are none are refused in a query, and have no order', async () => {
    const api = await serve(server, { endpoints: [Visit] });

    const answers = [
      await api.get('/visits?address=localhost'),
      await api.get('/visits?address[in]=::1,::1/64'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    expect(answers.map(({ json }) => json.detail as unknown)).toEqual([
      expect.stringMatching(/^address: .*IPv4 or IPv6/),
      expect.stringMatching(/^address\[in\]: .*IPv4 or IPv6/),
    ]);
  });
});

describe('a field of addresses', () => {
  it.each(['gt', 'contains'] as const)('can not be compared by %s', async (operator) => {
    @Endpoint('/hosts', { filtering: { fields: [{ name: 'address', operators: [operator] }] } })
    class Host extends Visit {}

    const [problem] = await startProblems({ endpoints: [Host] });

    expect(problem).toContain(`'${operator}'`);
  });

  it('is declared in a configuration file, and told in the document', async () => {
    const api = await LightApi.fromObject({
      database: { url: 'sqlite::memory:' },
      openapi: true,
      endpoints: [{ route: '/hosts', fields: { address: { type: 'ipaddress' } } }],
    });
    const app = await api.buildApp();
    const asked = await app.inject({ url: '/openapi.json' });
    const made = await app.inject({ method: 'POST', url: '/hosts', payload: { address: '::0' } });
    await app.close();

    const { schemas } = asked.json<{ components: { schemas: Record<string, object> } }>()
      .components;
    const anyOf = [
      { type: 'string', format: 'ipv4' },
      { type: 'string', format: 'ipv6' },
    ];
    expect(Object.values(schemas)).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({
          address: expect.objectContaining({ anyOf }) as object,
        }) as object,
      }),
    );
    expect(made.json()).toMatchObject({ address: '::' });
  });
});

describe.skipIf(POSTGRES!.missing)('a column inet of somebody else', () => {
  it('shows a network with its mask', async () => {
    const database = await freshDatabase(POSTGRES);
    const api = await serve(POSTGRES!, { database, endpoints: [Visit] });
    await api.post('/visits', { address: '10.0.0.1' });
    await runSql(database, `update visits set address = '10.0.0.0/8'`);

    const read = await api.get('/visits/1');

    expect(read.json.address).toBe('10.0.0.0/8');
  });
});
