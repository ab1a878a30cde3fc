import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';
import { describe, expect, onTestFinished } from 'vitest';

import { NO_CLUSTER, PostgresCluster } from '../support/postgres-cluster.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { PARTS } from './frame/ledger.js';
import { percentile, simultaneously, startLines } from './frame/lines.js';
import { recovery } from './frame/recovery.js';

const BLOCKED = 30;
const LOCKED_MS = sized({ long: 13_000, short: 5_000 });

describe('PostgreSQL with locks of another client', () => {
  faultCase(
    {
      id: 'R15',
      what: 'one locked row does not keep others waiting',
      load: `${BLOCKED} updates of one row that is locked for ${LOCKED_MS / 1000} s; 4 clients read and change others`,
      promised: 'each blocked update answered < 11 s; all others p99 < 1 s, and no 503',
      missing: NO_CLUSTER,
    },
    async (record) => {
      const cluster = await PostgresCluster.start();
      const { client } = await Instance.start({ database: cluster.url, record, yaml: PARTS });
      for (let at = 0; at < 5; at += 1) await client.post('/parts', { name: 'a', copy: 'a' });
      const locker = await lock(cluster.url, 'select * from parts where id = 1 for update');
      record.fault('a row locked by another client');
      const others: { status: number; took: number }[] = [];
      const lines = startLines(4, async (line) => {
        const path = `/parts/${line + 2}`;
        const read = await client.get(path);
        const { version } = read.json as { version: number };
        others.push(read, await client.patch(path, { name: 'b', version }));
        await sleep(5);
      });
      const blocked = simultaneously(BLOCKED, () =>
        client.patch('/parts/1', { name: 'c', copy: 'c', version: 1 }),
      );

      await sleep(LOCKED_MS);
      await locker.query('rollback');
      record.recovery(await recovery(() => client.get('/parts/1')));
      await lines.end();

      const answers = await blocked;
      const p99 = percentile(
        others.map(({ took }) => took),
        0.99,
      );
      record.figure('others', `${others.length} requests, p99 ${Math.round(p99)} ms`);
      expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
      expect(p99).toBeLessThan(withSlack(1_000));
      expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(11_000);
      expect(answers.every(({ status }) => [200, 409, 503].includes(status))).toBe(true);
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    },
  );

  faultCase(
    {
      id: 'R13',
      what: 'all connections busy with a locked table',
      load: '60 simultaneous reads of a table that is locked until all are answered; /healthz',
      promised: 'only 503, each < 11 s; without the database < 1 s; recovery < 5 s',
      missing: NO_CLUSTER,
    },
    async (record) => {
      const cluster = await PostgresCluster.start();
      const { client } = await Instance.start({ database: cluster.url, record, yaml: PARTS });
      await client.post('/parts', { name: 'a', copy: 'a' });
      const locker = await lock(cluster.url, 'lock table parts');
      record.fault('the table locked by another client');

      const reads = simultaneously(60, () => client.get('/parts/1'));
      await sleep(500);
      const alive = await client.get('/healthz');
      const refused = await reads;
      await locker.query('rollback');
      record.recovery(await recovery(() => client.get('/parts/1')));

      expect(alive).toMatchObject({ status: 200 });
      expect(alive.took).toBeLessThan(withSlack(1_000));
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      expect(record.all.slowest).toBeLessThan(11_000);
      expect(record.all.recovery).toBeLessThan(withSlack(5_000));
      const after = await simultaneously(40, () => client.get('/parts/1'));
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
    },
  );

  faultCase(
    {
      id: 'R13',
      what: 'a server that has no connection left for us',
      load: '20 simultaneous reads while other clients hold every connection',
      promised: 'only 503; recovery < 5 s; same process',
      missing: NO_CLUSTER,
    },
    async (record) => {
      const cluster = await PostgresCluster.start();
      const instance = await Instance.start({ database: cluster.url, record, yaml: PARTS });
      const { client } = instance;
      await client.post('/parts', { name: 'a', copy: 'a' });
      const others = await fill(cluster.url);
      record.fault('every connection of PostgreSQL taken by other clients');

      const reads = await simultaneously(20, () => client.get('/parts/1'));
      await Promise.all(others.map((other) => other.end()));
      record.recovery(await recovery(() => client.get('/parts/1')));

      expect(new Set(reads.map(({ status }) => status))).toEqual(new Set([503]));
      expect(record.all.recovery).toBeLessThan(withSlack(5_000));
      expect(instance.server.isRunning).toBe(true);
    },
  );
});

/** Begins a transaction that holds a lock. */
async function lock(url: string, sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query(sql);
  return client;
}

/** Takes every connection there is, after those of the server under test have been ended. */
async function fill(url: string): Promise<pg.Client[]> {
  const first = new pg.Client({ connectionString: url });
  await first.connect();
  await first.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  const all = [first];
  for (let at = 0; at < 200; at += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      break;
    }
    all.push(client);
  }
  return all;
}
