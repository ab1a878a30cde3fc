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
});

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
