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

  it.each(['10.0.0.0/8', '10.0.0.0/255.0.0.0', '10.0.0.7', '::1', 'fc00::/7', 'loopback'])(
    'takes %s',
    async (proxy) => {
      const api = await serveYaml(`trust_proxy: ['${proxy}']\n${BOOKS}`);

      expect((await api.get('/books')).status).toBe(200);
    },
  );

  it.each(['foo', '*', '10.0.0.0/99', '10.0.0.0/0', '10.0.0.0/8/8'])(
    'has no %j, which is told with its line before anything is opened',
    async (proxy) => {
      const path = await configFile(`trust_proxy: [loopback, '${proxy}']\n${BOOKS}`);

      await expect(LightApiModule.forConfig(path)).rejects.toThrow(
        /:1: trust_proxy\[1\]: '.*' is no address and no network\. Write e\.g\. 10\.0\.0\.7/,
      );
    },
  );

  it('is left to the adapter of an application of Nest', async () => {
    const path = await configFile(`trust_proxy: [127.0.0.1]\n${BOOKS}`);
    const module = await LightApiModule.forConfig(path, { database: 'sqlite::memory:' });
    const api = await startNest({ imports: [module] });

    const answers = [await api.get('/books', ADA), await api.get('/books', BEN)];

    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
  });
});
