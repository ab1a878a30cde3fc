import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, onTestFinished } from 'vitest';

import { runProgram, type Variables } from '../support/cli-process.js';
import { configFile, ownDirectory } from '../support/config-file.js';
import { faultCase } from './frame/fault-case.js';
import { withSlack } from './frame/form.js';
import { PARTS } from './frame/ledger.js';
import { peakInto } from './frame/probe.js';

const SECRET = 'hunter2-geheim';
const POSTGRES = `postgresql://ada:${SECRET}@127.0.0.1:1/shop`;

/** A start that can't go well. */
interface BadStart {
  readonly what: string;
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Variables;
  /** What the message has to name. */
  readonly names: RegExp;
}

const STARTS: readonly BadStart[] = [
  {
    what: 'a database file that is garbage',
    yaml: `database_url: "sqlite:./garbage.db"\n${PARTS}`,
    files: { 'garbage.db': 'no database at all, '.repeat(1000) },
    names: /garbage\.db/,
  },
  {
    what: 'a PostgreSQL that is not there',
    variables: { LIGHTAPI_DATABASE_URL: POSTGRES, LIGHTAPI_DATABASE_WAIT: '1' },
    names: /'shop'/,
  },
  { what: 'an alias bomb', yaml: aliasBomb(), names: /anchors/ },
  { what: 'YAML that is broken', yaml: 'endpoints:\n  - route: [', names: /lightapi\.yaml/ },
  { what: 'a field type that nobody knows', yaml: PARTS.replace('str', 'strr'), names: /strr/ },
  {
    what: 'a variable that is not set',
    yaml: `database_url: \${NOT_SET_ANYWHERE}\n${PARTS}`,
    names: /NOT_SET_ANYWHERE/,
  },
  {
    what: 'a tag of JavaScript',
    yaml: `database_url: !!js/function "() => process.exit(7)"\n${PARTS}`,
    names: /js\/function/,
  },
  {
    what: 'a database of a kind that nobody knows',
    yaml: `database_url: "mongodb://ada:${SECRET}@h/d"\n${PARTS}`,
    names: /mongodb/,
  },
];

describe('a start', () => {
  for (const start of STARTS)
    faultCase(
      {
        id: 'R21',
        what: `with ${start.what}`,
        load: 'one start of the program',
        promised: 'a message, code 1, < 20 s, < 1.5 GB; no password in it',
      },
      async (record) => {
        record.fault(start.what);
        const directory = await ownDirectory();
        const path = await configFile(start.yaml ?? PARTS, start.files);
        const peak = join(directory, 'peak');

        const began = performance.now();
        const { code, stdout, stderr } = await runProgram(
          ['serve', path],
          { LIGHTAPI_PORT: '0', ...peakInto(peak), ...start.variables },
          join(path, '..'),
        );
        const took = performance.now() - began;

        const kibibytes = Number(readFileSync(peak, 'utf8'));
        record.figure('ended after', `${Math.round(took)} ms`);
        record.figure('memory', `${Math.round(kibibytes / 1024)} MiB at most`);
        expect(code).toBe(1);
        expect(stderr).toMatch(start.names);
        expect(stderr).not.toMatch(/^\s+at /m);
        expect(stdout + stderr).not.toContain(SECRET);
        expect(took).toBeLessThan(withSlack(20_000));
        expect(kibibytes).toBeLessThan(1.5 * 1024 * 1024);
      },
    );

  faultCase(
    {
      id: 'R21',
      what: 'with a port that is in use',
      load: 'one start of the program',
      promised: 'a message, code 1, < 20 s',
    },
    async (record) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      onTestFinished(() => void other.close());
      record.fault('the port is in use');

      const began = performance.now();
      const { code, stderr } = await runProgram(['serve', await configFile(PARTS)], {
        LIGHTAPI_HOST: '127.0.0.1',
        LIGHTAPI_DATABASE_URL: 'sqlite::memory:',
        LIGHTAPI_PORT: String((other.address() as AddressInfo).port),
      });

      record.figure('ended after', `${Math.round(performance.now() - began)} ms`);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/port|EADDRINUSE/i)]);
      expect(performance.now() - began).toBeLessThan(withSlack(20_000));
    },
  );
});

/** Nine lines that would be a thousand million words. */
function aliasBomb(): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
  for (let at = 1; at < 10; at += 1)
    lines.push(
      `a${at}: &a${at} [${Array(9)
        .fill(`*a${at - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
