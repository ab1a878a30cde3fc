import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  Endpoint,
  entityOf,
  Field,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Endpoint('/orders')
class Order extends RestEndpoint {
  @Field({ unique: true })
  code!: string;

  override async create(data: RequestBody, request: LightApiRequest) {
    await this.em.begin();
    return super.create(data, request);
  }

  override async post(request: LightApiRequest) {
    if (request.headers['x-insert'] === undefined) return super.post(request);
    const now = new Date();
    await this.em.insert(entityOf(Order), {
      code: 'same',
      created_at: now,
      updated_at: now,
      version: 1,
    });
    return undefined;
  }
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi(SERVERS[0]!, { endpoints: [Order] });
});
afterAll(() => api.stop());

it('a transaction that a hook begins and leaves is ended with its request', async () => {
  const stuck = await api.post('/orders', { code: 'a' });
  const next = await api.get('/orders');

  expect([stuck.status, next.status]).toEqual([503, 200]);
});

it('a unique violation of the hook’s own query is a 409', async () => {
  await api.post('/orders', {}, { 'x-insert': '1' });

  const second = await api.post('/orders', {}, { 'x-insert': '1' });

  expect(second.status).toBe(409);
});
