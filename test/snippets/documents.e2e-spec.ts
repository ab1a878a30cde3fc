import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { migrate } from '../../docs/snippets/migrations/program.js';
import * as library from '../../docs/snippets/openapi/library.js';
import { LightApi, LightApiModule } from '../../lib/index.js';
import { Author } from '../fixtures/author.endpoint.js';
import { emptyDirectory } from '../support/cli-process.js';
import { startNest } from '../support/nest-app.js';
import { clientOf, useEnvironment } from '../support/snippets.js';

const SNIPPETS = join(import.meta.dirname, '..', '..', 'docs', 'snippets');
const SHOP = join(SNIPPETS, 'openapi/lightapi.yaml');

describe('the applications of the guide to OpenAPI', () => {
  it('have a document of their own title', async () => {
    const api = await startNest({ imports: [library.libraryModule('sqlite::memory:')] });

    const { json } = await api.get('/openapi.json');

    expect(json).toMatchObject({ info: { title: 'Books' } });
  });

  it('have what decorators say in the document of the application', async () => {
    const module = LightApiModule.forRoot({
      database: 'sqlite::memory:',
      endpoints: [library.Book],
    });
    const api = await startNest(
      { imports: [module] },
      {
        prepare: (app) => {
          library.serveDocument(app);
        },
      },
    );

    const { json } = await api.get('/docs-json');

    expect(json).toMatchObject({
      info: { title: 'Shop' },
      paths: { '/books': { post: { summary: 'Add a book', tags: ['Library'] } } },
      components: {
        schemas: { Book: { properties: { title: { description: 'As on the cover.' } } } },
      },
    });
  });

  it('show the document to admins only where a file says so', async () => {
    useEnvironment();
    const api = await clientOf(LightApi.fromConfig(SHOP).then((shop) => shop.run()));

    const stranger = await api.get('/openapi.json');
    const admin = await api.get('/openapi.json', {
      authorization: `Basic ${Buffer.from('ada:lovelace').toString('base64')}`,
    });

    expect([stranger.status, admin.status]).toEqual([401, 200]);
  });
});

it('the program of the guide to migrations leaves nothing pending where there are none', async () => {
  const directory = emptyDirectory();
  const before = process.cwd();
  process.chdir(directory);

  const { pending, differences } = await migrate('sqlite::memory:', Author).finally(() => {
    process.chdir(before);
  });

  expect([pending, differences.length]).toEqual([[], 1]);
  expect(dirname(directory)).not.toBe(before);
});
