import pg from 'pg';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';

import { PostgresChannel } from './postgres-channel.js';
import { ReplicaPools } from './replica.pools.js';

let channel: PostgresChannel;
let warnings: string[];
let pools: ReplicaPools;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  channel = new PostgresChannel(new pg.Pool());
  warnings = [];
  pools = new ReplicaPools([channel], (warning) => warnings.push(warning));
});

it('a replica that failed is left alone, then tried by one read at a time', () => {
  pools.pause(channel, { code: 'ECONNREFUSED' });
  const during = pools.next();
  vi.setSystemTime(Date.now() + 5_001);

  const after = [1, 2, 3].map(() => pools.next()?.channel);

  expect(during).toBeUndefined();
  expect(after).toEqual([channel, undefined, undefined]);
});

it('one that has answered is for all again', () => {
  pools.pause(channel, {});
  vi.setSystemTime(Date.now() + 5_001);

  pools.next()?.answered();

  expect([1, 2].map(() => pools.next()?.channel)).toEqual([channel, channel]);
});

it('is left alone though a read that began before its failure is answered', () => {
  const before = pools.next();
  pools.pause(channel, {});

  before?.answered();

  expect(pools.next()).toBeUndefined();
});

it('is told once for each time that it is away', () => {
  for (let time = 0; time < 3; time += 1) {
    pools.pause(channel, { code: 'ECONNREFUSED' });
    vi.setSystemTime(Date.now() + 5_001);
    pools.next();
  }

  expect(warnings).toEqual([
    'a replica does not answer (ECONNREFUSED): the primary is read for a while',
  ]);
});
