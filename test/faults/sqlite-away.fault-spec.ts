import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { describe, expect, onTestFinished } from 'vitest';

import { runProgram } from '../support/cli-process.js';
import { configFile, ownDirectory } from '../support/config-file.js';
import { runSql } from '../support/sql.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { Ledger, PARTS } from './frame/ledger.js';
import { startLines } from './frame/lines.js';
import { SQLITE } from './frame/own-database.js';
import { recovery } from './frame/recovery.js';
import { mountSmallDisk, NO_MOUNT } from './frame/small-disk.js';

const LOAD = '4 clients that write and 4 that read all the time';

describe('SQLite', () => {
  faultCase(
    {
      id: 'R18',
      what: 'the write lock held by another process for 3 s',
      load: LOAD,
      promised: 'writes wait, reads < 2 s; 0 lost',
    },
    async (record) => {
      const database = await SQLITE.create();
      const instance = await Instance.start({ database, record, yaml: PARTS });
      const { client } = instance;
      const ledger = new Ledger();
      await ledger.write(client, 0);
      const reads: number[] = [];
      const lines = [
        startLines(4, (line) => ledger.write(client, line)),
        startLines(4, async () => reads.push((await client.get('/parts/1')).took)),
      ];
      const other = new Database(database.slice('sqlite:'.length));
      onTestFinished(() => void other.close());

      for (let round = 0; round < sized({ long: 4, short: 1 }); round += 1) {
        await sleep(300);
        other.exec('begin immediate');
        record.fault('write lock held by another process for 3 s');
        await sleep(3_000);
        other.exec('rollback');
        record.recovery(await recovery(() => client.post('/parts', { name: 'a', copy: 'a' })));
      }
      await Promise.all(lines.map((line) => line.end()));

      const { lost, halfWritten } = await ledger.compare(database);
      record.lost(lost);
      record.figure('slowest read', `${Math.round(Math.max(...reads))} ms`);
      expect({ lost, halfWritten }).toEqual({ lost: 0, halfWritten: 0 });
      expect(Math.max(...reads)).toBeLessThan(2_000);
      expect(Object.keys(record.counts).sort()).toEqual(['200', '201']);
    },
  );

  faultCase(
    {
      id: 'R18',
      what: 'a full disk',
      load: LOAD,
      promised: 'writes 503, reads 200; heals < 5 s; integrity ok; 0 lost',
      missing: NO_MOUNT,
    },
    async (record) => {
      const disk = mountSmallDisk(await ownDirectory());
      const database = `sqlite:${join(disk, 'faults.db')}`;
      const instance = await Instance.start({ database, record, yaml: PARTS });
      const { client } = instance;
      const ledger = new Ledger();
      await ledger.write(client, 0);
      const odd: number[] = [];
      const writes = startLines(4, (line) => ledger.write(client, line));
      const reads = startLines(4, async () => {
        const { status } = await client.get('/parts/1');
        if (status !== 200) odd.push(status);
      });

      for (let round = 0; round < sized({ long: 4, short: 2 }); round += 1) {
        await sleep(300);
        const ballast = join(disk, 'ballast');
        fillDisk(disk, ballast);
        record.fault('disk full');
        await sleep(1_500);
        rmSync(ballast);
        record.recovery(await recovery(() => client.post('/parts', { name: 'a', copy: 'a' })));
      }
      await Promise.all([writes.end(), reads.end()]);

      const { lost, halfWritten } = await ledger.compare(database);
      record.lost(lost);
      expect(odd).toEqual([]);
      expect({ lost, halfWritten }).toEqual({ lost: 0, halfWritten: 0 });
      expect(Object.keys(record.counts).sort()).toEqual(['200', '201', '503']);
      expect(record.all.recovery).toBeLessThan(withSlack(5_000));
      expect(await runSql(database, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(instance.server.isRunning).toBe(true);
    },
  );

  faultCase(
    {
      id: 'R18',
      what: 'a start on a read-only filesystem',
      load: 'none',
      promised: 'a message and a code that is not 0, within 20 s',
      missing: NO_MOUNT,
    },
    async (record) => {
      const disk = mountSmallDisk(await ownDirectory());
      const database = `sqlite:${join(disk, 'faults.db')}`;
      await runSql(database, 'create table other (id integer)');
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      record.fault('filesystem mounted read-only');

      const began = performance.now();
      const path = await configFile(PARTS);
      const { code, stderr } = await runProgram(['serve', path], {
        LIGHTAPI_DATABASE_URL: database,
        LIGHTAPI_PORT: '0',
      });

      record.figure('code', String(code));
      record.figure('message', stderr.trim());
      expect(code).toBe(1);
      expect(stderr).toMatch(/may be written/);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(performance.now() - began).toBeLessThan(withSlack(20_000));
    },
  );
});

/** Leaves not one block. */
function fillDisk(disk: string, ballast: string): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize + bsize));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}
