import { type CanActivate, Injectable, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { Endpoint, Field, type LightApiRequest, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Injectable()
class Deny implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class Allow implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Endpoint('/vaults')
class Vault extends RestEndpoint {
  @Field()
  label!: string;

  @UseGuards(Deny)
  override list(request: LightApiRequest) {
    return super.list(request);
  }

  @UseGuards(Allow)
  override get(request: LightApiRequest) {
    return super.get(request);
  }
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi(SERVERS[0]!, { endpoints: [Vault] });
});
afterAll(() => api.stop());

it('a guard on list holds beside one on get', async () => {
  const answer = await api.get('/vaults');

  expect(answer.status).toBe(403);
});
