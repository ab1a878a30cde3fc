import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Kept {
  readonly id: string;
  readonly passed?: boolean;
  readonly what?: string;
  readonly tests?: readonly string[];
}

describe('the page on reliability', () => {
  it('is the one that the results of the cases give (npm run faults:report)', () => {
    const args = [join(ROOT, 'scripts', 'faults-report.js'), '--print'];

    const text = execFileSync(process.execPath, args, { encoding: 'utf8' });

    expect(readFileSync(join(ROOT, 'docs', 'reference', 'reliability.md'), 'utf8')).toBe(text);
  });

  it('tells of no case that failed, and of none without a promise', () => {
    const { cases } = kept('results.json') as { cases: readonly Kept[] };
    const promised = new Set(promises().map(({ id }) => id));

    expect(cases.filter(({ passed }) => passed !== true).map(({ what }) => what)).toEqual([]);
    expect(cases.filter(({ id }) => !promised.has(id)).map(({ what }) => what)).toEqual([]);
  });

  it('names tests that are there', () => {
    const named = promises().flatMap(({ tests = [] }) => tests);

    expect(named.filter((test) => !existsSync(join(ROOT, 'test', test)))).toEqual([]);
  });
});

function promises(): readonly Kept[] {
  return kept('promises.json') as readonly Kept[];
}

function kept(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, 'test', 'faults', file), 'utf8'));
}
