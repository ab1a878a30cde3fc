import { describe, expect, it } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Statement } from './statement.interface.js';
import { TurnReads } from './turn-reads.js';

const page: Statement = { sql: 'select … limit $1', name: undefined, columns: ['id'] };
const turnOver = () => new Promise((resolve) => setImmediate(resolve));

/** Answers with the number of the question, and what was asked. */
function reading() {
  const asked: (readonly DriverValue[])[] = [];
  const reads = new TurnReads((_statement, values) =>
    Promise.resolve([[asked.push(values), ...values]]),
  );
  return { asked, reads };
}

describe('equal reads of one turn', () => {
  it('are one', async () => {
    const { asked, reads } = reading();

    const rows = await Promise.all([20, 20, 20].map((limit) => reads.rows(page, [limit])));

    expect(rows).toEqual([[[1, 20]], [[1, 20]], [[1, 20]]]);
    expect(asked).toHaveLength(1);
  });

  it('are sent when all have asked, and never joined afterwards', async () => {
    const { asked, reads } = reading();

    const first = reads.rows(page, [20]);
    expect(asked).toHaveLength(0);
    await turnOver();
    const second = reads.rows(page, [20]);

    expect(await Promise.all([first, second])).toEqual([[[1, 20]], [[2, 20]]]);
  });

  it('are apart for other parameters and texts', async () => {
    const { asked, reads } = reading();
    const other = { ...page, sql: 'select … where owner = $1' };

    await Promise.all([
      reads.rows(page, [20]),
      reads.rows(page, [null]),
      reads.rows(page, ['null']),
      reads.rows(other, [20]),
    ]);

    expect(asked).toEqual([[20], [null], ['null'], [20]]);
  });

  it('fail for those who have asked alone', async () => {
    let isGone = true;
    const reads = new TurnReads(() =>
      isGone ? Promise.reject(new Error('gone')) : Promise.resolve([]),
    );

    const failed = await Promise.allSettled([reads.rows(page, []), reads.rows(page, [])]);
    isGone = false;

    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await reads.rows(page, [])).toEqual([]);
  });
});
