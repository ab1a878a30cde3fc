import { setTimeout as sleep } from 'node:timers/promises';

import { runSql } from '../../support/sql.js';
import type { RecordedClient } from './recorded-client.js';

/** `copy` is always written with `name`: they differ in a row that was written by half. */
export const PARTS = `
endpoints:
  - route: /parts
    fields: { name: { type: str }, copy: { type: str } }
`;

/** Other names come from other requests of a case. */
const OWN_NAME = /^\d+-\d+$/;

/** So that lines without a server do not spin. */
const PAUSE_MS = 20;

/** What a client was told of a row. */
interface Known {
  readonly version: number;
  readonly name: string;
}

/** What is in the database and should not be, or the other way round. */
export interface Discrepancies {
  /** Rows or changes that were acknowledged. */
  readonly lost: number;
  readonly halfWritten: number;
  /** Requests that were carried out, and not answered. */
  readonly unanswered: number;
  readonly rows: number;
}

/** Stores parts and changes them, and remembers what the server has acknowledged. */
export class Ledger {
  private readonly known = new Map<number, Known>();
  private readonly last = new Map<number, number>();
  private count = 0;

  /** One request of a line: a new part, or a change of the line's last one. */
  async write(client: RecordedClient, line: number): Promise<void> {
    this.count += 1;
    const name = `${line}-${this.count}`;
    const id = this.last.get(line);
    const known = id === undefined ? undefined : this.known.get(id);
    const { status, json } =
      known === undefined || this.count % 3 === 0
        ? await client.post('/parts', { name, copy: name })
        : await client.patch(`/parts/${id}`, { name, copy: name, version: known.version });
    if (status === 200 || status === 201) {
      const row = json as { id: number; version: number };
      this.known.set(row.id, { version: row.version, name });
      this.last.set(line, row.id);
    } else {
      // A change without an answer may have been made: another row is gone on with.
      this.last.delete(line);
      await sleep(PAUSE_MS);
    }
  }

  get acknowledged(): number {
    return this.known.size;
  }

  /** Compares with the database itself, beside the server. */
  async compare(url: string): Promise<Discrepancies> {
    const rows = await runSql(url, 'select id, name, copy, version from parts');
    const stored = new Map(rows.map((row) => [Number(row.id), row as Known]));
    const lost = [...this.known].filter(([id, known]) => isLost(known, stored.get(id)));
    const halves = rows.filter(({ name, copy }) => name !== copy);
    const own = [...stored].filter(([, { name }]) => OWN_NAME.test(name));
    const unanswered = own.filter(([id, { version }]) => this.known.get(id)?.version !== version);
    return {
      lost: lost.length,
      halfWritten: halves.length,
      unanswered: unanswered.length,
      rows: rows.length,
    };
  }
}

/** One later change may have been made without an answer; it has made the next version. */
function isLost(known: Known, stored: Known | undefined): boolean {
  if (stored === undefined) return true;
  const { version } = stored;
  if (version === known.version) return stored.name !== known.name;
  return version !== known.version + 1;
}
