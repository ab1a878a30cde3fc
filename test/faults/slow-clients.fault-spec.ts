import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect } from 'vitest';

import type { CaseRecord } from './frame/case-record.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { percentile, simultaneously } from './frame/lines.js';
import { Crowd, ordinaryWhile } from './hostile/crowd.js';
import { serversOf } from './hostile/databases.js';
import { ALL_TYPES_TARGET } from './hostile/own-targets.js';

const [sqlite] = serversOf();
const SLOW = sized({ long: 75, short: 40 });
const IDLE = sized({ long: 500, short: 500 });
const P99_MS = 500;

/** Or that of the same machine before, times this. */
const SLOWER_THAN_BEFORE = 2.5;
const BEFORE_MS = 2_000;

/** 10 s for headers, 30 s for a request, looked at every 5 s; and some for a busy machine. */
const HEADERS_CUT_MS = 20_000;
const BODY_CUT_MS = 40_000;

/** Descriptors that a server may keep for itself, e.g. a connection of ours that is kept alive. */
const SPARE = 5;

async function server() {
  return ALL_TYPES_TARGET.start(sqlite!, await sqlite!.url());
}

describe('slow and many clients', () => {
  faultCase(
    {
      id: 'R19',
      what: 'slow headers and slow bodies are cut, and others served',
      load: `${SLOW} clients that send a byte of a header, ${SLOW} a byte of a body, each half second`,
      promised:
        'others p99 < 500 ms, or 2.5 x before; headers cut after 10 s, bodies after 30 s, within 10 s more',
    },
    async (record) => {
      const { url } = await server();
      const bound = await boundOfOthers(`${url}/things`, record);
      const headers = new Crowd(url);
      const bodies = new Crowd(url);
      await headers.join(SLOW, 'GET /things HTTP/1.1\r\nhost: a\r\nx: ');
      await bodies.join(
        SLOW,
        'POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"name":"',
      );

      const drip = Promise.all([headers.drip(HEADERS_CUT_MS), bodies.drip(BODY_CUT_MS)]);
      const times = await ordinaryWhile(`${url}/things`, record, drip);

      record.figure('p99 of others in ms', percentile(times, 0.99));
      record.figure('last header cut after ms', Math.max(...headers.cutAfter));
      record.figure('last body cut after ms', Math.max(...bodies.cutAfter));
      expect([headers.open, bodies.open]).toEqual([0, 0]);
      expect(Math.max(...headers.cutAfter)).toBeLessThan(HEADERS_CUT_MS);
      expect(percentile(times, 0.99)).toBeLessThan(bound);
    },
  );

  faultCase(
    {
      id: 'R19',
      what: 'idle connections are closed, and others served',
      load: `${IDLE} connections that have asked once and stay, and 600 that leave in the middle`,
      promised:
        'others p99 < 500 ms, or 2.5 x before; closed after 10 s; all descriptors come back',
    },
    async (record) => {
      const target = await server();
      const bound = await boundOfOthers(`${target.url}/things`, record);
      const before = target.descriptors;
      const idle = new Crowd(target.url);
      await idle.join(IDLE, 'GET /things HTTP/1.1\r\nhost: a\r\n\r\n');

      const leaving = simultaneously(20, () => leaveAgain(target.url, 30));
      const waiting = Promise.all([leaving, idleEnds(idle)]);
      const times = await ordinaryWhile(`${target.url}/things`, record, waiting);

      record.figure('p99 of others in ms', percentile(times, 0.99));
      record.figure('last idle one closed after ms', Math.max(...idle.cutAfter));
      expect(idle.open).toBe(0);
      expect(percentile(times, 0.99)).toBeLessThan(bound);
      if (before === undefined) return;
      await expect
        .poll(() => target.descriptors, { timeout: 10_000 })
        .toBeLessThanOrEqual(before + SPARE);
    },
  );
});

/** What the 99th percentile of ordinary requests may be, by what it is before. */
async function boundOfOthers(url: string, record: CaseRecord): Promise<number> {
  const before = percentile(await ordinaryWhile(url, record, sleep(BEFORE_MS)), 0.99);
  record.figure('p99 before in ms', before);
  return withSlack(Math.max(P99_MS, SLOWER_THAN_BEFORE * before));
}

async function idleEnds(idle: Crowd): Promise<void> {
  for (let waited = 0; idle.open > 0 && waited < 25_000; waited += 100) await sleep(100);
}

/** Clients that hang up while their request is read, or answered. */
async function leaveAgain(url: string, times: number): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let at = 0; at < times; at += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const body = at % 2 === 0 ? '' : 'content-length: 99\r\n';
    socket.write(`POST /things HTTP/1.1\r\nhost: a\r\n${body}\r\n{"name":`);
    await sleep(5);
    socket.destroy();
  }
}
