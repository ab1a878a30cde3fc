import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { Linter, type Rule } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');

/** Files at the top of lib/ are a room too. */
const TOP = '.';
const ITSELF = 'lib/` itself';

const { ROOMS } = await script<{ ROOMS: readonly string[] }>('rooms.js');

describe('the page on architecture', () => {
  it('names every room of lib/, in the order of the rule of directions', () => {
    const named = rowsOf('Rooms').map(([room = '']) => (room === ITSELF ? TOP : room));

    const folders = readdirSync(join(ROOT, 'lib'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(named.map((room) => room.replace(/\/$/, ''))).toEqual([...ROOMS].reverse());
    expect([...folders, TOP].sort()).toEqual([...ROOMS].sort());
  });

  it('draws every room', () => {
    const [picture = ''] = /```text\n[^]*?```/.exec(PAGE) ?? [];

    const drawn = [...picture.matchAll(/\b([a-z]+)\//g)].map(([, room]) => room);

    expect(drawn.sort()).toEqual(ROOMS.filter((room) => room !== TOP).sort());
  });

  it('names files that are there', () => {
    const missing = rowsOf('Rooms')
      .map(([room = '', , file = '']) => join('lib', room === ITSELF ? '' : room, file))
      .filter((path) => !existsSync(join(ROOT, path)));

    expect(missing).toEqual([]);
  });
});

describe('the way of a request', () => {
  let walks: Readonly<Record<string, readonly { readonly path: string }[]>>;

  beforeAll(async () => {
    const program = join(ROOT, 'scripts', 'walk.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--json']);
    walks = JSON.parse(stdout) as typeof walks;
  }, 180_000);

  it.each(['PATCH', 'GET'])('is that of the page: %s', (verb) => {
    const passed = (walks[verb] ?? []).map(({ path }) => path);

    const told = rowsOf(`The way of a ${verb}`).flatMap(([where = '']) => where.split('`, `'));

    expect(told.filter((place) => !passed.some((path) => isAt(path, place)))).toEqual([]);
    expect([...new Set(told.map(roomAt))].sort()).toEqual([...new Set(passed.map(roomOf))].sort());
  });
});

describe('the rule of directions', () => {
  it.each([
    [`import { a } from '../route/a.js';`, `'lib/store' is below 'lib/route'`],
    [`import type { A } from '../route/a.js';`, `'lib/store' is below 'lib/route'`],
    [`export { a } from '../light-api.js';`, `'lib/store' is below 'lib/.'`],
    [`export * from '../cli/a.js';`, `'lib/store' is below 'lib/cli'`],
    [`void import('../engine/a.js');`, `'lib/store' is below 'lib/engine'`],
  ])('refuses %s in lib/store', async (code, message) => {
    expect(await complaints(code, 'lib/store/row.ts')).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    `import { a } from './a.js';`,
    `import { a } from '../column/a.js';`,
    `import { a } from 'fastify';`,
    `export const a = 1;`,
  ])('allows %s in lib/store', async (code) => {
    expect(await complaints(code, 'lib/store/row.ts')).toEqual([]);
  });

  it('knows no room that is not in its list', async () => {
    const told = await complaints(`import { a } from '../column/a.js';`, 'lib/attic/a.ts');

    expect(told).toEqual([`'lib/attic' is no room of scripts/house/rooms.js.`]);
  });
});

/** What the linter says of a file. */
async function complaints(code: string, path: string): Promise<string[]> {
  const { oneWayRule } = await script<{ oneWayRule: Rule.RuleModule }>('one-way.rule.js');
  const { parser } = await import('typescript-eslint');
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: parser as Linter.Parser },
    plugins: { house: { rules: { 'one-way': oneWayRule } } },
    rules: { 'house/one-way': 'error' as const },
  };
  const linter = new Linter({ cwd: ROOT });
  return linter.verify(code, config, join(ROOT, path)).map(({ message }) => message);
}

async function script<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(ROOT, 'scripts', 'house', name)).href)) as T;
}

/** The cells of the tables below a heading, without the marks of code around each. */
function rowsOf(heading: string): string[][] {
  const [, section = ''] = new RegExp(`\\n## ${heading}\\n([^]*?)(?=\\n## |$)`).exec(PAGE) ?? [];
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`|`$/g, '')));
}

function roomOf(path: string): string {
  const [, room = '', ...rest] = path.split('/');
  return rest.length === 0 ? TOP : room;
}

/** @param place - a file of lib/, or all of a room: `column/*` */
function isAt(path: string, place: string): boolean {
  return place.endsWith('/*') ? roomOf(path) === roomAt(place) : path === `lib/${place}`;
}

function roomAt(place: string): string {
  return roomOf(`lib/${place}`);
}
