import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  NotFoundError,
  RestEndpoint,
  ScopeUnknownError,
} from '../lib/index.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  type NestApi,
  startNest,
} from './support/nest-app.js';
import type { TestServer } from './support/servers.js';

/** The rows of whom the header `x-owner` names. */
@Endpoint('/memos')
class Memo extends RestEndpoint {
  @Field()
  text!: string;

  @Field()
  owner!: string;

  override scope({ headers }: LightApiRequest) {
    return { owner: String(headers['x-owner']) };
  }
}

/** As {@link Memo}, by the way of hooks. */
@Endpoint('/hooked-memos')
class HookedMemo extends RestEndpoint {
  @Field()
  text!: string;

  @Field()
  owner!: string;

  override async scope({ headers }: LightApiRequest) {
    return Promise.resolve({ owner: { $in: [String(headers['x-owner'])] } });
  }

  override list(request: LightApiRequest) {
    return super.list(request);
  }

  override retrieve(request: LightApiRequest, id: string) {
    return super.retrieve(request, id);
  }

  override post(request: LightApiRequest) {
    return super.post(request);
  }

  override patch(request: LightApiRequest) {
    return super.patch(request);
  }

  override put(request: LightApiRequest) {
    return super.put(request);
  }

  override destroy(id: string, request: LightApiRequest) {
    return super.destroy(id, request);
  }
}

/** Of whom a guard lets in; nobody is let in here. */
@Endpoint('/careless')
class Careless extends RestEndpoint {
  @Field()
  owner!: string;

  override scope({ user }: LightApiRequest) {
    const owner = (user as { name: string } | undefined)?.name;
    return { $or: [{ owner } as { owner: string }] };
  }
}

const ANN = { 'x-owner': 'ann' };
const BEN = { 'x-owner': 'ben' };

describeOnEachDatabase('scope', (server) => {
  describe.each([
    ['/memos', Memo],
    ['/hooked-memos', HookedMemo],
  ])('of %s', (memos, endpoint) => {
    it('leaves rows of others out of the collection', async () => {
      const { api } = await memosOfAnn(server);
      await api.post(memos, { text: 'b', owner: 'ben' }, BEN);

      const answer = await api.get(memos, BEN);

      expect(answer.json.results).toMatchObject([{ id: 2, owner: 'ben' }]);
    });

    it('makes a row of others 404 to every verb, as if there were none', async () => {
      const { api } = await memosOfAnn(server);
      const body = { text: 'stolen', owner: 'ben', version: 1 };

      const answers = [
        await api.get(`${memos}/1`, BEN),
        await api.put(`${memos}/1`, body, BEN),
        await api.patch(`${memos}/1`, body, BEN),
        await api.patch(`${memos}/1`, { text: 'stolen' }, { ...BEN, 'if-match': '"1"' }),
        await api.patch(`${memos}/1`, { ...body, version: 9 }, BEN),
        await api.delete(`${memos}/1`, BEN),
        await api.delete(`${memos}/1`, { ...BEN, 'if-match': '"1"' }),
        await api.delete(`${memos}/1`, { ...BEN, 'if-match': '*' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"detail":"not found"}']));
      expect((await api.get(`${memos}/1`, ANN)).json).toMatchObject({ text: 'a', version: 1 });
    });

    it('lets its owner read, change and delete a row', async () => {
      const { api } = await memosOfAnn(server);

      const read = await api.get(`${memos}/1`, ANN);
      const changed = await api.patch(`${memos}/1`, { text: 'b', version: 1 }, ANN);
      const deleted = await api.delete(`${memos}/1`, { ...ANN, 'if-match': '"2"' });

      expect([read.status, changed.status, deleted.status]).toEqual([200, 200, 204]);
      expect(changed.json).toMatchObject({ text: 'b', version: 2 });
    });

    it('refuses with 403 to create a row outside, and stores nothing', async () => {
      const { api } = await memosOfAnn(server);

      const answer = await api.post(memos, { text: 'b', owner: 'ann' }, BEN);

      expect(answer.status).toBe(403);
      expect(answer.json.detail).toEqual(expect.any(String));
      expect((await serviceOf(api, endpoint).unscoped.list()).results).toHaveLength(1);
    });

    it('refuses with 403 to move a row outside, and leaves it as it was', async () => {
      const { api } = await memosOfAnn(server);
      const moved = { text: 'b', owner: 'ben', version: 1 };

      const changed = await api.patch(`${memos}/1`, moved, ANN);
      const replaced = await api.put(`${memos}/1`, moved, ANN);

      expect([changed.status, replaced.status]).toEqual([403, 403]);
      expect((await api.get(`${memos}/1`, ANN)).json).toMatchObject({ text: 'a', version: 1 });
    });

    it('keeps the answers for a version that is not the stored one', async () => {
      const { api } = await memosOfAnn(server);

      const stale = await api.patch(`${memos}/1`, { text: 'b', version: 7 }, ANN);
      const unmatched = await api.delete(`${memos}/1`, { ...ANN, 'if-match': '"7"' });

      expect([stale.status, unmatched.status]).toEqual([409, 412]);
    });

    it('lets one of fifty simultaneous writers win', async () => {
      const { api } = await memosOfAnn(server);

      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          api.patch(`${memos}/1`, { text: `by ${n}`, version: 1 }, ANN),
        ),
      );

      const winners = answers.filter(({ status }) => status === 200);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
      expect((await api.get(`${memos}/1`, ANN)).json).toEqual(winners[0]?.json);
    });
  });

  it('refuses a service that nobody uses', async () => {
    const { service } = await memosOfAnn(server);

    await expect(service.list()).rejects.toBeInstanceOf(ScopeUnknownError);
    await expect(service.retrieve(1)).rejects.toBeInstanceOf(ScopeUnknownError);
    await expect(service.destroy(1)).rejects.toThrow(/unscoped/);
  });

  it('holds in a service for the request that it is given', async () => {
    const { service } = await memosOfAnn(server);
    const ann = { request: { headers: ANN } as unknown as LightApiRequest };
    const ben = { request: { headers: BEN } as unknown as LightApiRequest };

    const memo = await service.retrieve(1, ann);

    expect(memo.text).toBe('a');
    await expect(service.retrieve(1, ben)).rejects.toBeInstanceOf(NotFoundError);
    expect(await service.list(ben)).toEqual({ results: [] });
  });

  it('that asks for undefined refuses, instead of asking for nothing', async () => {
    const { api } = await memosOfAnn(server);

    const answers = [await api.get('/careless'), await api.get('/careless/1')];

    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });
});

async function memosOfAnn(server: TestServer) {
  const database = await freshDatabase(server);
  const endpoints = [Memo, HookedMemo, Careless];
  const api = await startNest({ imports: [LightApiModule.forRoot({ database, endpoints })] });
  const service = serviceOf(api, Memo);
  for (const each of [service, serviceOf(api, HookedMemo)])
    await each.unscoped.create({ text: 'a', owner: 'ann' });
  return { api, service };
}

function serviceOf({ app }: NestApi, endpoint: EndpointClass) {
  return app.get<EndpointService<Memo>>(getEndpointToken(endpoint));
}
