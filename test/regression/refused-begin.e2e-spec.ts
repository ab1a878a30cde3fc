import { IsolationLevel } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { freshDatabase, startNest } from '../support/nest-app.js';
import { SERVERS } from '../support/servers.js';

const POSTGRES = SERVERS.filter(({ name }) => name === 'PostgreSQL');

/** More than the pool has. */
const ATTEMPTS = 10;

/** PostgreSQL knows no isolation level of this name, as a standby grants none that is serializable. */
@Endpoint('/orders')
class Order extends RestEndpoint {
  @Field()
  code!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    const isolationLevel = IsolationLevel.SNAPSHOT;
    return this.em.transactional(() => super.create(data, request), { isolationLevel });
  }
}

/** Kysely kept the connection: after as many as the pool has, no transaction began any more, and nothing closed. */
describe.each(POSTGRES)('a transaction whose BEGIN is refused on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    it('leaves the pool its connections', async () => {
      const imports = [
        LightApiModule.forRoot({ endpoints: [Order], database: await freshDatabase(server) }),
      ];
      const api = await startNest({ imports });
      const orders = api.app.get<EndpointService<Order>>(getEndpointToken(Order));

      const statuses = new Set<number>();
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1)
        statuses.add((await api.post('/orders', { code: 'refused' })).status);
      const stored = api.app.get(Transactions).run(() => orders.create({ code: 'stored' }));

      expect(statuses).toEqual(new Set([500]));
      await expect(stored).resolves.toMatchObject({ id: 1 });
    });
  });
});
