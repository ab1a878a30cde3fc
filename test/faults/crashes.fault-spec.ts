import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect } from 'vitest';

import { NO_CLUSTER, PostgresCluster } from '../support/postgres-cluster.js';
import { runSql } from '../support/sql.js';
import type { CaseRecord } from './frame/case-record.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { Ledger, PARTS } from './frame/ledger.js';
import { startLines } from './frame/lines.js';
import { DATABASES } from './frame/own-database.js';
import { recovery } from './frame/recovery.js';

const WRITERS = 8;
const KILLS = sized({ long: 20, short: 3 });

/** What is not written at its commit would be written seconds later: a kill finds it missing. */
const LAZY_WRITER = ['wal_writer_delay=10s', 'wal_writer_flush_after=1GB'];

/** Requests that were on their way get no answer, or a part of one. */
const ALLOWED_ENDINGS = ['200', '201', 'closed', 'cut', 'refused'];
const LOAD = `${WRITERS} clients that store and change rows all the time`;

describe.each(DATABASES)('a server on $name', ({ name, missing, create }) => {
  faultCase(
    {
      id: 'R11',
      what: `kill -9 of the server in the middle of writes loses nothing acknowledged on ${name}`,
      load: LOAD,
      promised: 'every 201 and 200 is there with its version, nothing half-written; up < 20 s',
      missing,
    },
    async (record) => {
      const database = await create();
      const instance = await Instance.start({ database, record, yaml: PARTS });
      const ledger = new Ledger();
      const lines = startLines(WRITERS, (line) => ledger.write(instance.client, line));

      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(300 + ((kill * 137) % 500));
        await instance.kill();
        record.fault('kill -9 of the server');
        record.recovery(await instance.startAgain());
      }
      await sleep(300);
      await lines.end();

      await expectNothingLost(record, ledger, database);
      expect(record.all.recovery).toBeLessThan(withSlack(20_000));
      expect(Object.keys(record.counts)).toEqual(expect.arrayContaining(['200', '201', 'refused']));
      expect(ALLOWED_ENDINGS).toEqual(expect.arrayContaining(Object.keys(record.counts)));
    },
  );
});

describe('PostgreSQL itself', () => {
  faultCase(
    {
      id: 'R11',
      what: 'kill -9 of every process of PostgreSQL loses nothing acknowledged',
      load: LOAD,
      promised: 'every 201 and 200 is there; only 503 meanwhile; recovery < 5 s; same process',
      missing: NO_CLUSTER,
    },
    async (record) => {
      const cluster = await PostgresCluster.start(...LAZY_WRITER);
      const instance = await Instance.start({ database: cluster.url, record, yaml: PARTS });
      const ledger = new Ledger();
      const lines = startLines(WRITERS, (line) => ledger.write(instance.client, line));

      for (let kill = 0; kill < sized({ long: 5, short: 1 }); kill += 1) {
        await sleep(500);
        await cluster.signal('KILL');
        record.fault('kill -9 of all processes of PostgreSQL');
        await sleep(300);
        await cluster.start();
        record.recovery(await recovery(() => instance.client.get('/parts/1')));
      }
      await sleep(300);
      await lines.end();

      await expectNothingLost(record, ledger, cluster.url);
      expect(record.all.recovery).toBeLessThan(withSlack(5_000));
      expect(Object.keys(record.counts).sort()).toEqual(['200', '201', '503']);
      expect(instance.server.isRunning).toBe(true);
    },
  );
});

async function expectNothingLost(record: CaseRecord, ledger: Ledger, database: string) {
  const { lost, halfWritten, rows } = await ledger.compare(database);
  record.lost(lost);
  record.figure('rows stored', rows);
  record.figure('rows acknowledged', ledger.acknowledged);
  expect({ lost, halfWritten }).toEqual({ lost: 0, halfWritten: 0 });
  expect(ledger.acknowledged).toBeGreaterThan(0);
  if (!database.startsWith('sqlite:')) return;
  const [integrity] = await runSql(database, 'pragma integrity_check');
  record.figure('integrity_check', String(integrity.integrity_check));
  expect(integrity).toEqual({ integrity_check: 'ok' });
}
