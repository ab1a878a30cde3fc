import { describe, expect, it } from 'vitest';

import { LightApiModule } from '../lib/index.js';
import { configFile, serveYaml } from './support/config-file.js';
import { startNest } from './support/nest-app.js';

const BOOKS = `
throttle: { requests_per_minute: 1 }
endpoints:
  - route: /books
    fields: { title: { type: str } }
`;

const [ADA, BEN] = ['10.1.1.1', '10.1.1.2'].map((address) => ({ 'x-forwarded-for': address }));

describe('trust_proxy in a configuration file', () => {
  it.each([
    ['believes what the proxies that it names say of clients', '[127.0.0.1]', [200, 200, 429]],
    ['believes nobody else', '[10.0.0.0/8]', [200, 429, 429]],
  ])('%s', async (_what, proxies, statuses) => {
    const api = await serveYaml(`trust_proxy: ${proxies}\n${BOOKS}`);

    const answers = [
      await api.get('/books', ADA),
      await api.get('/books', BEN),
      await api.get('/books', BEN),
    ];

    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });

  it('is left to the adapter of an application of Nest', async () => {
    const path = await configFile(`trust_proxy: [127.0.0.1]\n${BOOKS}`);
    const module = await LightApiModule.forConfig(path, { database: 'sqlite::memory:' });
    const api = await startNest({ imports: [module] });

    const answers = [await api.get('/books', ADA), await api.get('/books', BEN)];

    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
  });
});
