import { describe, expect } from 'vitest';

import { faultCase } from './frame/fault-case.js';
import { sized } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { simultaneously } from './frame/lines.js';
import { DATABASES } from './frame/own-database.js';
import type { RecordedClient } from './frame/recorded-client.js';

const CLIENTS = 8;
const INCREMENTS = sized({ long: 100, short: 25 });
const WRITERS = 40;

const COUNTERS = `
endpoints:
  - route: /counters
    fields: { value: { type: int } }
`;

describe.each(DATABASES)('updates on $name', ({ name, missing, create }) => {
  faultCase(
    {
      id: 'R5',
      what: `no update is lost between two servers on ${name}`,
      load: `${CLIENTS} clients, ${INCREMENTS} increments each: read, write with version, again on 409`,
      promised: 'the final value is the number of successes, the version one more; 0 lost',
      missing,
    },
    async (record) => {
      const options = { database: await create(), record, yaml: COUNTERS };
      const instances = [await Instance.start(options), await Instance.start(options)];
      const clients = instances.map(({ client }) => client);
      await clients[0]!.post('/counters', { value: 0 });

      await simultaneously(CLIENTS, (at) => increment(clients[at % 2]!));

      const { json } = await clients[0]!.get('/counters/1');
      const total = CLIENTS * INCREMENTS;
      record.lost(total - (json.value as number));
      record.figure('increments', total);
      expect(json).toMatchObject({ value: total, version: total + 1 });
      expect(Object.keys(record.counts).sort()).toEqual(['200', '201', '409']);
    },
  );

  faultCase(
    {
      id: 'R5',
      what: `of ${WRITERS} updates of one version one wins, though it changes nothing, on ${name}`,
      load: `${WRITERS} simultaneous PATCHes of one version, over two servers, five times`,
      promised: `1 x 200 and ${WRITERS - 1} x 409 each time`,
      missing,
    },
    async (record) => {
      const options = { database: await create(), record, yaml: COUNTERS };
      const instances = [await Instance.start(options), await Instance.start(options)];
      await instances[0]!.client.post('/counters', { value: 0 });

      for (let version = 1; version <= 5; version += 1) {
        const answers = await simultaneously(WRITERS, (at) =>
          instances[at % 2]!.client.patch('/counters/1', { value: 0, version }),
        );
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses).toEqual([200, ...Array<number>(WRITERS - 1).fill(409)]);
      }
    },
  );
});

async function increment(client: RecordedClient): Promise<void> {
  for (let done = 0; done < INCREMENTS;) {
    const { json } = await client.get('/counters/1');
    const { value, version } = json as { value: number; version: number };
    const { status } = await client.patch('/counters/1', { value: value + 1, version });
    if (status === 200) done += 1;
    else expect(status).toBe(409);
  }
}
