import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const DIRECTORY = join(import.meta.dirname, '..', 'docs', 'reference');
const PAGE = readFileSync(join(DIRECTORY, 'threat-model.md'), 'utf8');

/** Risks with their text. */
const RISKS = PAGE.split(/^## /m).filter((part) => /^API\d+:/.test(part));

/** Each line of tests: its files, and the title that one of them has. */
const LINES = PAGE.split('\n')
  .filter((line) => line.startsWith('- ['))
  .map((line) => ({
    line,
    files: [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => join(DIRECTORY, file!)),
    title: /: "(.+)"$/.exec(line)?.[1],
  }));

describe('the threat model', () => {
  it('is about the ten risks of 2023', () => {
    expect(RISKS.map((risk) => Number(/^API(\d+):/.exec(risk)?.[1]))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ]);
  });

  it('has a test for each risk', () => {
    expect(RISKS.filter((risk) => !/^- \[.*\]\(.*-?spec\.ts\): "/m.test(risk))).toEqual([]);
  });

  it.each(LINES)('names a test that there is: $line', ({ files, title }) => {
    expect(files.filter((file) => !existsSync(file))).toEqual([]);

    const sources = files.map((file) => readFileSync(file, 'utf8').replaceAll("\\'", "'"));

    expect(title).toBeTypeOf('string');
    expect(sources.some((source) => source.includes(title!))).toBe(true);
  });
});
