import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect } from 'vitest';

import type { CaseRecord } from './frame/case-record.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { percentile, startLines } from './frame/lines.js';
import { DATABASES } from './frame/own-database.js';
import { type Look, Probe } from './frame/probe.js';
import type { RecordedClient } from './frame/recorded-client.js';

const LINES = 12;
const MINUTES = sized({ long: 10, short: 0.25 });

/** When the heap is to be flat: by then every path has been compiled and every cache filled. */
const WARM_MINUTES = sized({ long: 2, short: 0.15 });
const LOOKS = sized({ long: 16, short: 4 });
const CAPACITY_MS = sized({ long: 10_000, short: 3_000 });

/** Event loops of a busy machine are late, whatever they do: an idle one beside it shows how late. */
const LATER_THAN_IDLE = 2.5;

/** The short form begins while code is still compiled, and allows for that. */
const GROWTH = sized({ long: 0.05, short: 0.3 });

/** Of resident memory, a minute, between the middle of the looks and their end; short spans jump. */
const RESIDENT_MB = sized({ long: 45, short: 900 });
const LEAST_OF = sized({ long: 3, short: 1 });

const P99_MS = 600;
const MOST_MS = 2_000;

const PARTS = `
defaults: { pagination: { style: cursor, page_size: 20 } }
endpoints:
  - route: /parts
    fields: { name: { type: str }, size: { type: int } }
    meta: { filtering: { fields: [size], ordering: [name, id] } }
`;

describe.each(DATABASES)('a server on $name', ({ name, missing, create }) => {
  faultCase(
    {
      id: 'R20',
      what: `mixed load at half of its capacity holds on to nothing on ${name}`,
      load: `${LINES} clients for ${MINUTES * 60} s: reads, pages, filters, inserts, changes, deletions, refused writes`,
      promised: `0 x 5xx, p99 < ${P99_MS} ms, all < 2 s; heap within ${GROWTH * 100} %, resident +${RESIDENT_MB} MB/min, handles +30 at most; event loop p99 < 50 ms, or 2.5 x an idle process's`,
      missing,
      limit: (MINUTES + 5) * 60_000,
    },
    async (record) => {
      const probe = await Probe.onFreePort();
      const idle = await Probe.ofIdleProcess();
      const options = { database: await create(), record, yaml: PARTS, variables: probe.variables };
      const { client } = await Instance.start(options);
      for (let size = 0; size < 200; size += 1)
        await client.post('/parts', { name: `seed ${size}`, size });
      const pause = await pauseForHalf(client, record);
      const times: number[] = [];
      const load = startLines(LINES, async (line) => {
        times.push(...(await mixed(client, line)));
        await sleep(pause);
      });

      await sleep(WARM_MINUTES * 60_000);
      const looks: Look[] = [];
      const idleLooks: Look[] = [];
      for (let at = 0; at < LOOKS; at += 1) {
        looks.push(await probe.look());
        idleLooks.push(await idle.look());
        await sleep(((MINUTES - WARM_MINUTES) * 60_000) / LOOKS);
      }
      await load.end();

      expectFlat(record, looks);
      expectFlatResident(looks);
      expectFast(record, times);
      expectPrompt(record, medianDelay(looks), medianDelay(idleLooks));
      expect(Object.keys(record.counts).filter((status) => !/^[24]\d\d$/.test(status))).toEqual([]);
    },
  );
});

/** Milliseconds that each line has to rest for half of what the server can do. */
async function pauseForHalf(client: RecordedClient, record: CaseRecord): Promise<number> {
  let count = 0;
  const began = performance.now();
  const lines = startLines(LINES, async (line) => {
    await mixed(client, line);
    count += 1;
  });
  await sleep(CAPACITY_MS);
  await lines.end();
  const turn = (performance.now() - began) / (count / LINES);
  record.figure('a client’s turn without rest', `${turn.toFixed(1)} ms`);
  return turn;
}

/** A row comes, is looked at in several ways, changed, and goes: how long each request took. */
async function mixed(client: RecordedClient, line: number): Promise<number[]> {
  const made = await client.post('/parts', { name: `line ${line}`, size: line });
  const path = `/parts/${(made.json as { id: number }).id}`;
  const answers = [
    made,
    await client.get(path),
    await client.get('/parts?ordering=name,id'),
    await client.get(`/parts?size=${line}`),
    await client.patch(path, { size: line + 1, version: 1 }),
    await client.patch(path, { size: line + 2, version: 1 }),
    await client.post('/parts', { name: 'no size' }),
    await client.delete(path),
  ];
  return answers.map(({ took }) => took);
}

function expectFlat(record: CaseRecord, looks: readonly Look[]): void {
  const [first, ...later] = looks as [Look, ...Look[]];
  const last = later.slice(-3);
  const heap = Math.min(...last.map((look) => look.heap));
  const growth = heap / Math.min(first.heap, later[0]!.heap) - 1;
  const descriptors = Math.max(...later.map((look) => look.descriptors)) - first.descriptors;
  record.figure('heap', `${megabytes(first.heap)} at first, ${megabytes(heap)} at last`);
  record.figure(
    'resident',
    `${megabytes(first.rss)} at first, ${megabytes(looks.at(-1)!.rss)} at last`,
  );
  record.figure('handles', looks.map(({ handles }) => handles).join(', '));
  record.figure('descriptors', looks.map((look) => look.descriptors).join(', '));
  expect(growth).toBeLessThan(GROWTH);
  expect(Math.max(...later.map((look) => look.handles)) - first.handles).toBeLessThanOrEqual(30);
  expect(descriptors).toBeLessThanOrEqual(30);
}

/** The least of some looks: what is between two collections of garbage comes and goes. */
function expectFlatResident(looks: readonly Look[]): void {
  const middle = Math.floor(looks.length / 2);
  const least = (from: number) =>
    Math.min(
      ...looks
        .slice(from)
        .slice(0, LEAST_OF)
        .map(({ rss }) => rss),
    );
  const minutes = ((MINUTES - WARM_MINUTES) / LOOKS) * (looks.length - LEAST_OF - middle);
  const growth = (least(looks.length - LEAST_OF) - least(middle)) / 2 ** 20;
  expect(growth / minutes).toBeLessThan(RESIDENT_MB);
}

/** Of the spans between two looks. */
function medianDelay(looks: readonly Look[]): number {
  const spans = looks.slice(1).map(({ loop }) => loop);
  return percentile(spans, 0.5);
}

/** @param times - of the requests at half of the capacity, in milliseconds */
function expectFast(record: CaseRecord, times: readonly number[]): void {
  const [p99, most] = [percentile(times, 0.99), percentile(times, 1)];
  record.figure('requests at half load', `p99 ${Math.round(p99)} ms, max ${Math.round(most)} ms`);
  expect(p99).toBeLessThan(withSlack(P99_MS));
  expect(most).toBeLessThan(withSlack(MOST_MS));
}

function expectPrompt(record: CaseRecord, delay: number, idle: number): void {
  record.figure(
    'event loop p99',
    `${delay.toFixed(1)} ms; of an idle process ${idle.toFixed(1)} ms`,
  );
  expect(delay).toBeLessThan(withSlack(Math.max(50, LATER_THAN_IDLE * idle)));
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
