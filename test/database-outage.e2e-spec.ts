import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Endpoint, Field, LightApi, RestEndpoint } from '../lib/index.js';
import { type ApiAnswer, ApiClient } from './support/api-client.js';
import { NO_CLUSTER, PostgresCluster } from './support/postgres-cluster.js';

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

beforeEach(() => {
  const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  onTestFinished(() => {
    log.mockRestore();
  });
});

describe.skipIf(NO_CLUSTER)(`a PostgreSQL (${NO_CLUSTER ?? 'of its own'})`, () => {
  it('that crashes and comes back costs 503s alone, and no row', async () => {
    const { cluster, api } = await start();
    const load = writing(api);
    await sleep(200);

    await cluster.crash();
    await sleep(300);
    await cluster.start();
    await expect.poll(async () => (await api.get('/parts')).status, { timeout: 5_000 }).toBe(200);

    const answers = await load.end();
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(shapeOf))).toEqual(new Set([UNAVAILABLE]));
    const stored = await Promise.all(answers.flatMap(idIn).map((id) => api.get(`/parts/${id}`)));
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.every(({ status }) => status === 200)).toBe(true);
  }, 60_000);

  it('that hangs is not waited for longer than eleven seconds', async () => {
    const { cluster, api } = await start();
    const { json } = await api.post('/parts', { name: 'a' });
    await Promise.all(Array.from({ length: 12 }, () => api.get('/parts')));
    await cluster.signal('STOP');

    const began = performance.now();
    const alive = await api.get('/healthz');
    const aliveAfter = performance.now() - began;
    const requests = Array.from({ length: 12 }, () => [
      api.get('/parts'),
      api.patch('/parts/1', { name: 'b', version: (json as { version: number }).version }),
    ]).flat();
    const answers = await Promise.all(requests);
    const took = performance.now() - began;
    await cluster.signal('CONT');

    expect(alive.status).toBe(200);
    expect(aliveAfter).toBeLessThan(1_000);
    expect(new Set(answers.map(shapeOf))).toEqual(new Set([UNAVAILABLE]));
    expect(took).toBeLessThan(11_000);
    await expect.poll(async () => (await api.get('/parts/1')).status, { timeout: 5_000 }).toBe(200);
    const made = await api.post('/parts', { name: 'c' });
    expect(made.status).toBe(201);
  }, 60_000);
});

const UNAVAILABLE = '503 1 {"detail":"the database is not available at the moment"}';

function shapeOf({ status, headers, text }: ApiAnswer): string {
  return `${status} ${headers.get('retry-after') ?? ''} ${text}`;
}

function idIn({ status, json }: ApiAnswer): number[] {
  return status === 201 ? [(json as { id: number }).id] : [];
}

async function start() {
  const cluster = await PostgresCluster.start();
  const app = await LightApi.run({
    database: cluster.url,
    endpoints: [Part],
    host: '127.0.0.1',
    port: 0,
  });
  onTestFinished(() => app.close());
  return { cluster, api: new ApiClient(await app.getUrl()) };
}

/** Four clients that store one part after the other. */
function writing(api: ApiClient) {
  let isOver = false;
  const answers: ApiAnswer[] = [];
  const client = async () => {
    while (!isOver) {
      answers.push(await api.post('/parts', { name: 'a' }));
      await sleep(5);
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  return {
    async end() {
      isOver = true;
      await clients;
      return answers;
    },
  };
}
