import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Endpoint('/films', { filtering: { ordering: ['gross'] }, pagination: { style: 'cursor' } })
class Film extends RestEndpoint {
  @Field({ type: 'bigint' })
  gross!: bigint;
}

interface Page {
  readonly next: string | null;
  readonly results: readonly { readonly gross: string }[];
}

describe.each(SERVERS)('a collection that is ordered by a bigint on $name', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Film] });
    for (const gross of ['9', '10', '-2', '2768000000']) await api.post('/films', { gross });
  });
  afterAll(() => api.stop());

  it('is in the order of numbers, not of their digits', async () => {
    const { json } = await api.get('/films?ordering=-gross');

    expect((json as Page).results.map(({ gross }) => gross)).toEqual([
      '2768000000',
      '10',
      '9',
      '-2',
    ]);
  });

  it('goes on behind a cursor where it was left', async () => {
    const first = (await api.get('/films?ordering=gross&page_size=2')).json as Page;

    const { json } = await api.get(`/films?ordering=gross&page_size=2&cursor=${first.next}`);

    expect((json as Page).results.map(({ gross }) => gross)).toEqual(['10', '2768000000']);
  });
});
