import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import type { Reporter, TestCase, TestModule } from 'vitest/node';

import type { CaseFigures } from './case-record.js';
import { isShort } from './form.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const RESULTS = join(ROOT, 'test', 'faults', 'results.json');

/** A case in `results.json`. */
interface KeptCase extends CaseFigures {
  readonly passed: boolean;
  readonly on: string;
}

/**
 * Keeps the figures of the long form, and writes the page from them. Cases that did not run keep
 * those they had, each with its date.
 */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const seen = tests.flatMap(keptCase);
    if (isShort || seen.length === 0) return;
    const cases = new Map([...knownCases(), ...seen].map((one) => [keyOf(one), one]));
    const sorted = [...cases.values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
    writeFileSync(RESULTS, `${JSON.stringify({ machine: machine(), cases: sorted }, null, 2)}\n`);
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'faults-report.js')]);
  }
}

function keptCase(test: TestCase): KeptCase[] {
  const { fault } = test.meta();
  const on = new Date().toISOString().slice(0, 10);
  return fault === undefined ? [] : [{ ...fault, passed: test.result().state === 'passed', on }];
}

function knownCases(): readonly KeptCase[] {
  if (!existsSync(RESULTS)) return [];
  return (JSON.parse(readFileSync(RESULTS, 'utf8')) as { cases: KeptCase[] }).cases;
}

function keyOf({ id, what }: CaseFigures): string {
  return `${id.replace(/\d+/, (digits) => digits.padStart(3, '0'))} ${what}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function machine(): string {
  const [processor] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${availableParallelism()} x ${processor?.model ?? 'processor'}, ${memory}, Node ${process.version}`;
}
