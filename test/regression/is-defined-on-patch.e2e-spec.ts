import { IsDefined } from 'class-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Endpoint('/switches')
class Switch extends RestEndpoint {
  @Field()
  @IsDefined()
  label!: string;

  @Field({ default: false })
  active!: boolean;
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi(SERVERS[0]!, { endpoints: [Switch], unknownMembers: 'reject' });
  await api.post('/switches', { label: 'lamp' });
});
afterAll(() => api.stop());

it('a PATCH may leave alone what @IsDefined asks for', async () => {
  const answer = await api.patch('/switches/1', { active: true, version: 1 });

  expect(answer.json).toMatchObject({ label: 'lamp', active: true });
});

it('a missing member is told once', async () => {
  const answer = await api.post('/switches', {});

  expect(answer.json.detail).toMatchObject([{ type: 'missing', loc: ['label'] }]);
});

it('an answer names twenty unknown members at most', async () => {
  const flood = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x${at}`, at]));

  const answer = await api.post('/switches', { label: 'lamp', ...flood });

  expect(answer.json.detail).toHaveLength(20);
});
