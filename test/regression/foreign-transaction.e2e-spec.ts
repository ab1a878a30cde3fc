import { expect, it, onTestFinished } from 'vitest';
import { MikroORM } from '@mikro-orm/postgresql';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApi,
  RestEndpoint,
} from '../../lib/index.js';
import { SERVERS } from '../support/servers.js';

@Endpoint('/parcels')
class Parcel extends RestEndpoint {
  @Field()
  label!: string;
}

const postgres = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

it.skipIf(postgres.missing)(
  `a transaction of the application's own MikroORM on another database is not ours${postgres.missing ?? ''}`,
  async () => {
    const [ours, theirs] = [await postgres.create(), await postgres.create()];
    const orm = await MikroORM.init({
      clientUrl: theirs.url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    const app = await LightApi.create({ endpoints: [Parcel], database: ours.url }).buildApp();
    onTestFinished(async () => {
      await app.close();
      await orm.close();
      await Promise.all([ours.drop(), theirs.drop()]);
    });
    const parcels = app.get<EndpointService<Parcel>>(getEndpointToken(Parcel));

    const parcel = await orm.em.transactional(() => parcels.create({ label: 'books' }));

    expect(parcel.label).toBe('books');
  },
);
