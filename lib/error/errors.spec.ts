import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'errors.md');
const ROW = /^\| `(LIGHT_API_[A-Z_]+)` +\| `(\w+)` +\| (\d{3}|-) +\|/gm;

/** What a source says of its class; `undefined` where the class is abstract. */
function declared(file: string): string | undefined {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  const name = /^export class (\w+)/m.exec(source)?.[1];
  const code = /readonly code = '(\w+)'/.exec(source)?.[1];
  const status = /readonly status = (\d+)/.exec(source)?.[1] ?? '-';
  return name && `${String(code)} ${name} ${status}`;
}

const DECLARED = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.error.ts'))
  .map(declared)
  .filter((line) => line !== undefined);

const DOCUMENTED = [...readFileSync(DOCUMENT, 'utf8').matchAll(ROW)].map(
  ([, code = '', name = '', status = '']) => `${code} ${name} ${status}`,
);

describe('the reference of errors', () => {
  it('has the code, class and status of every error, and no others', () => {
    expect(DOCUMENTED.toSorted()).toEqual(DECLARED.toSorted());
  });

  it('says each code once', () => {
    const codes = DOCUMENTED.map((line) => line.split(' ')[0]);

    expect(codes).toEqual([...new Set(codes)]);
  });
});
