import { expect, it } from 'vitest';

import { Endpoint, Field, LightApiModule, RestEndpoint } from '../lib/index.js';
import { startNest } from './support/nest-app.js';

/** The only class of this process. */
@Endpoint('/shelves')
class Shelf extends RestEndpoint {
  @Field()
  name!: string;
}

it('a class is refused beside a root that serves every class, and what is meant is said', async () => {
  const root = LightApiModule.forRoot({ database: 'sqlite::memory:' });

  await expect(startNest({ imports: [root, LightApiModule.forFeature([Shelf])] })).rejects.toThrow(
    /^Shelf is served by 2 modules of LightAPI\..*once.*without 'endpoints'/,
  );
});
