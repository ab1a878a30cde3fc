import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

const WRITERS = 50;
const CLIENTS = 8;
const INCREMENTS = 25;
const RACES = 40;

@Endpoint('/counters', { table: 'locking_counters' })
class Counter extends RestEndpoint {
  @Field({ type: 'int' })
  value!: number;

  @Field({ type: 'string', optional: true })
  writer?: string | null;
}

@Endpoint('/own-counters', { table: 'locking_counters' })
class OwnCounter extends Counter {
  override scope() {
    return { value: { $gte: 0 } };
  }
}

describe.each(SERVERS)('simultaneous writers on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over sockets', () => {
    let api: TestApi;
    let at: string;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Counter, OwnCounter] });
    });
    afterAll(async () => {
      await api.stop();
    });

    /** A new row with value 0 and version 1; where it is goes into `at`. */
    async function makeCounter(): Promise<void> {
      const { headers } = await api.post('/counters', { value: 0 });
      at = headers.get('location') ?? '';
    }

    it.each(['PATCH', 'PUT'])('of one version: one %s wins, all others get 409', async (method) => {
      await makeCounter();

      const answers = await all(WRITERS, (writer) =>
        api.send(method, at, { body: { value: writer, writer: `w${writer}`, version: 1 } }),
      );

      const [winner, ...others] = answers.filter(({ status }) => status === 200);
      expect(others).toEqual([]);
      expect(countOf(answers, 409)).toBe(WRITERS - 1);
      expect((await api.get(at)).text).toBe(winner?.text);
    });

    it('with If-Match of one version: one wins, all others get 412', async () => {
      await makeCounter();

      const answers = await all(WRITERS, (writer) =>
        api.patch(at, { value: writer }, { 'if-match': '"1"' }),
      );

      expect(countOf(answers, 200)).toBe(1);
      expect(countOf(answers, 412)).toBe(WRITERS - 1);
      expect((await api.get(at)).json.version).toBe(2);
    });

    it.each([
      ['the value that is stored', { value: 0, version: 1 }],
      ['nothing but the version', { version: 1 }],
    ])('of one version that send %s: still one wins', async (_what, body) => {
      await makeCounter();

      const answers = await all(WRITERS, () => api.patch(at, body));

      expect(countOf(answers, 200)).toBe(1);
      expect(countOf(answers, 409)).toBe(WRITERS - 1);
      expect((await api.get(at)).json).toMatchObject({ value: 0, version: 2 });
    });

    it.each([
      ['all rows', '/counters'],
      ['those of a scope', '/own-counters'],
    ])(
      'that do not care for the version (If-Match: *) of %s all win, one after the other',
      async (_whose, path) => {
        await makeCounter();

        const answers = await all(WRITERS, (writer) =>
          api.patch(at.replace('/counters', path), { value: writer }, { 'if-match': '*' }),
        );

        const versions = answers.map(({ json }) => json.version as number).sort((a, b) => a - b);
        expect(versions).toEqual(Array.from({ length: WRITERS }, (_, index) => index + 2));
      },
    );

    it('that read, add one and try again on 409 lose no increment', async () => {
      await makeCounter();

      await all(CLIENTS, () => incrementOften(api, at));

      const { value, version } = (await api.get(at)).json;
      expect(value).toBe(CLIENTS * INCREMENTS);
      expect(version).toBe(1 + CLIENTS * INCREMENTS);
    });

    it('and a deletion: what was deleted stays away, whoever was first', async () => {
      await all(RACES, () => raceAgainstDeletion(api));

      const { results } = (await api.get('/counters')).json as { results: Row[] };
      expect(results.filter(({ writer }) => writer === 'race')).toEqual([]);
    });

    it('that delete one row: one gets 204, all others 404', async () => {
      await makeCounter();

      const answers = await all(WRITERS, () => api.delete(at));

      expect(countOf(answers, 204)).toBe(1);
      expect(countOf(answers, 404)).toBe(WRITERS - 1);
    });

    it('that delete and change one version: exactly one of them wins', async () => {
      await makeCounter();

      const answers = await all(WRITERS, (writer) =>
        writer % 2 === 0
          ? api.delete(at, { 'if-match': '"1"' })
          : api.patch(at, { value: writer, version: 1 }),
      );

      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
      for (const { status } of answers) expect([200, 204, 404, 409, 412]).toContain(status);
    });
  });
});

interface Row {
  readonly value: number;
  readonly version: number;
  readonly writer: string | null;
}

/** Reads, adds one and writes; again from the start when somebody else was faster. */
async function incrementOften(api: TestApi, at: string): Promise<void> {
  for (let done = 0; done < INCREMENTS;) {
    const { value, version } = (await api.get(at)).json as Row;
    const { status } = await api.patch(at, { value: value + 1, version });
    expect([200, 409]).toContain(status);
    if (status === 200) done += 1;
  }
}

async function raceAgainstDeletion(api: TestApi): Promise<void> {
  const { headers } = await api.post('/counters', { value: 0, writer: 'race' });
  const at = headers.get('location') ?? '';
  const [change, removal] = await Promise.all([
    api.patch(at, { value: 1, version: 1 }),
    api.delete(at),
  ]);
  expect([200, 404]).toContain(change.status);
  expect(removal.status).toBe(204);
  expect((await api.get(at)).status).toBe(404);
}

function all<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

function countOf(answers: readonly ApiAnswer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}
