import { Inject, Injectable, Scope } from '@nestjs/common';
import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  type FilterBackend,
  type FilterContext,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  type NarrowedCollection,
  RestEndpoint,
} from '../../lib/index.js';
import { freshDatabase, serve, startNest, startProblems } from '../support/nest-app.js';
import { SERVERS } from '../support/servers.js';

@Injectable()
class TenantFilter implements FilterBackend {
  readonly parameters = [];

  constructor(@Inject('TENANT') private readonly tenant: string) {}

  filter(collection: NarrowedCollection) {
    return collection.where({ tenant: this.tenant });
  }
}

abstract class Tenanted extends RestEndpoint {
  @Field() tenant!: string;
}

@Endpoint('/reds', { table: 'tenanted', filtering: { backends: [TenantFilter] } })
class Red extends Tenanted {}

@Endpoint('/blues', { table: 'tenanted', filtering: { backends: [TenantFilter] } })
class Blue extends Tenanted {}

it('each module asks a filter backend of its own', async () => {
  const providers = (tenant: string) => [{ provide: 'TENANT', useValue: tenant }];
  const api = await startNest({
    imports: [
      LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [] }),
      LightApiModule.forFeature([Red], { providers: providers('red') }),
      LightApiModule.forFeature([Blue], { providers: providers('blue') }),
    ],
  });
  for (const tenant of ['red', 'blue']) await api.post('/reds', { tenant });

  const [reds, blues] = [await api.get('/reds'), await api.get('/blues')];

  expect(reds.json.results).toMatchObject([{ tenant: 'red' }]);
  expect(blues.json.results).toMatchObject([{ tenant: 'blue' }]);
});

/** Keeps what the header `x-owner` names. */
class OwnerFilter implements FilterBackend {
  readonly parameters = [];

  filter(collection: NarrowedCollection, { request }: FilterContext) {
    return request === undefined
      ? collection
      : collection.where({ owner: request.headers['x-owner'] });
  }
}

@Endpoint('/owned', { filtering: { backends: [OwnerFilter] } })
class Owned extends RestEndpoint {
  @Field() owner!: string;
}

@Endpoint('/reports')
class Report extends RestEndpoint {
  @Field() name!: string;

  constructor(@InjectEndpoint(Owned) private readonly owned: EndpointService<Owned>) {
    super();
  }

  override async get() {
    const { results } = await this.owned.list();
    return { owners: results.map(({ owner }) => owner) };
  }
}

it('a service that a hook asks gives the backend the request of the hook', async () => {
  const api = await serve(SERVERS[0]!, { endpoints: [Owned, Report] });
  for (const owner of ['ann', 'ben']) await api.post('/owned', { owner });

  const report = await api.get('/reports', { 'x-owner': 'ann' });

  expect(report.json).toEqual({ owners: ['ann'] });
});

it('a condition on undefined of a backend is refused, as one of scope is', async () => {
  const api = await serve(SERVERS[0]!, { endpoints: [Owned] });
  await api.post('/owned', { owner: 'ann' });

  const answer = await api.get('/owned');

  expect(answer.status).toBe(403);
});

it('a backend that Nest makes for each request stops the start', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class Scoped implements FilterBackend {
    readonly parameters = [];

    filter(collection: NarrowedCollection) {
      return collection;
    }
  }
  @Endpoint('/scoped', { filtering: { backends: [Scoped] } })
  class ScopedEndpoint extends RestEndpoint {
    @Field() name!: string;

    override scope(request: LightApiRequest) {
      return { name: request.method };
    }
  }

  const problems = await startProblems({ endpoints: [ScopedEndpoint] });

  expect(problems).toEqual([
    expect.stringContaining(`ScopedEndpoint: 'filtering.backends' has Scoped, which Nest makes`),
  ]);
});
