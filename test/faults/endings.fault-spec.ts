import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect } from 'vitest';

import type { CaseRecord } from './frame/case-record.js';
import { faultCase } from './frame/fault-case.js';
import { withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { Ledger, PARTS } from './frame/ledger.js';
import { simultaneously, startLines } from './frame/lines.js';
import { DATABASES } from './frame/own-database.js';
import type { RecordedClient } from './frame/recorded-client.js';
import { type SlowAnswer, SlowReader } from './frame/slow-reader.js';

const READERS = 4;

/** A page is more than the system keeps of a connection: the server itself has the rest. */
const LARGE_ROWS = 60;
const LARGE_NAME = 200_000;

/** So that an answer is read about four seconds after the signal. */
const BYTES_PER_SECOND = 3_000_000;
const LARGE_PAGE = `${PARTS}    meta: { pagination: { page_size: ${LARGE_ROWS} } }\n`;

describe.each(DATABASES)('the end of a server on $name', ({ name, missing, create }) => {
  faultCase(
    {
      id: 'R12',
      what: `SIGTERM under load, with half-received requests and idle clients, on ${name}`,
      load: '8 clients that write, 10 half-sent requests, 10 idle connections; a second SIGTERM',
      promised: '10 of 10 answered, 0 answers cut, 0 lost, code 0 < 10 s',
      missing,
    },
    async (record) => {
      const database = await create();
      const { client, server } = await Instance.start({ database, record, yaml: PARTS });
      const ledger = new Ledger();
      const lines = startLines(8, (line) => ledger.write(client, line));
      await sleep(500);
      const halves = await simultaneously(10, () => halfSent(client.url));
      await simultaneously(10, () => idle(client.url));
      // Half-received: the process has to have accepted them, not the system alone.
      await sleep(1_000);

      const began = performance.now();
      const ended = server.stop('SIGTERM');
      record.fault('SIGTERM');
      await sleep(100);
      server.signal('SIGTERM');
      const answers = await Promise.all(halves.map((half) => half.finish(record)));
      const ending = await ended;
      const took = performance.now() - began;
      await lines.end();

      const { lost, halfWritten, unanswered } = await ledger.compare(database);
      record.lost(lost);
      record.figure('ended after', `${Math.round(took)} ms`);
      expect(ending).toEqual({ code: 0, signal: null });
      expect(answers.every((status) => [201, 503].includes(status))).toBe(true);
      expect({ lost, halfWritten }).toEqual({ lost: 0, halfWritten: 0 });
      // A request may cross the end of its idle connection; then nothing of it was carried out.
      expect(unanswered).toBe(0);
      expect(took).toBeLessThan(withSlack(10_000));
      expect(record.counts).not.toHaveProperty('cut');
      expect(record.counts).not.toHaveProperty('hangs');
    },
  );

  faultCase(
    {
      id: 'R12',
      what: `SIGTERM while large answers are read slowly, beside idle clients, on ${name}`,
      load: `${READERS} clients that read ${(LARGE_ROWS * LARGE_NAME) / 1e6} MB each in 4 s, 10 idle connections`,
      promised: '0 answers cut, code 0 < 10 s',
      missing,
    },
    async (record) => {
      const options = { database: await create(), record, yaml: LARGE_PAGE };
      const { client, server } = await Instance.start(options);
      await storeLargeRows(client);
      const readers: SlowReader[] = [];
      for (let at = 0; at < READERS; at += 1)
        readers.push(await SlowReader.begin(client.url, '/parts'));
      await simultaneously(10, () => idle(client.url));
      await sleep(500);

      const began = performance.now();
      const ended = server.stop('SIGTERM');
      record.fault('SIGTERM');
      const answers = await Promise.all(readers.map((reader) => slowAnswer(reader, record)));
      const ending = await ended;
      const took = performance.now() - began;

      record.figure('ended after', `${Math.round(took)} ms`);
      expect(record.counts).not.toHaveProperty('cut');
      expect(new Set(answers.map(rowsOf))).toEqual(new Set([LARGE_ROWS]));
      expect(ending).toEqual({ code: 0, signal: null });
      expect(took).toBeLessThan(withSlack(10_000));
    },
  );
});

async function storeLargeRows(client: RecordedClient): Promise<void> {
  const name = 'x'.repeat(LARGE_NAME);
  for (let at = 0; at < LARGE_ROWS; at += 1) await client.post('/parts', { name, copy: '' });
}

async function slowAnswer(reader: SlowReader, record: CaseRecord): Promise<SlowAnswer> {
  const began = performance.now();
  const answer = await reader.readAll(BYTES_PER_SECOND);
  record.answer(answer.isWhole ? answer.status : 'cut', performance.now() - began);
  return answer;
}

function rowsOf({ body }: SlowAnswer): number {
  return (JSON.parse(body) as { results: unknown[] }).results.length;
}

/** A request of which a part is there; `finish` sends the rest, and gives the status. */
async function halfSent(url: string) {
  const body = '{"name": "half", "copy": "half"}';
  const socket = await idle(url);
  socket.write(
    `POST /parts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  return {
    async finish(record: CaseRecord): Promise<number> {
      const began = performance.now();
      socket.write(body.slice(5));
      const status = statusIn(await text(socket).catch(() => ''));
      record.answer(status || 'cut', performance.now() - began);
      return status;
    },
  };
}

/** 0 where there is no answer. */
function statusIn(answer: string): number {
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0);
}

async function idle(url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
