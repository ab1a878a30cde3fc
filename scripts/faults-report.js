/**
 * Writes docs/reference/reliability.md from test/faults/results.json and test/faults/promises.json;
 * with --print it goes to the output instead.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

const ROOT = join(import.meta.dirname, '..');
const FAULTS = join(ROOT, 'test', 'faults');
const PAGE = join(ROOT, 'docs', 'reference', 'reliability.md');

const HEAD = [
  'case',
  'load',
  'faults',
  'requests',
  'answers',
  'lost',
  'recovery',
  'slowest',
  'result',
];

/** The text of the cases, to know which promises have one. */
const CASES = readdirSync(FAULTS)
  .filter((file) => file.endsWith('.fault-spec.ts'))
  .map((file) => readFileSync(join(FAULTS, file), 'utf8'))
  .join('');

const { machine, cases } = readJson('results.json');
const promises = readJson('promises.json');

const text = await format(page(), { ...(await resolveConfig(PAGE)), filepath: PAGE });
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(PAGE, text);

function readJson(name) {
  return JSON.parse(readFileSync(join(FAULTS, name), 'utf8'));
}

function page() {
  return `<!-- Written by scripts/faults-report.js; change test/faults instead. -->

# Reliability

What is promised for operation, and what a run of \`npm run test:faults\` saw. The cases start real
servers, PostgreSQL and Redis, and stop, pause and kill them while clients go on. No figure is
written by hand. The machine of the run: ${machine}.

## What was seen

"refused" is a connection that nobody accepted, "closed" one that ended before an answer began, "cut"
one that ended in the middle of it, as clients see it when a server is killed. "lost" counts what was acknowledged and not found again; "recovery"
runs from the return of what was away to the first good answer.

${table(
  HEAD,
  promises.flatMap(({ id }) => casesOf(id).map(caseRow)),
)}

${promises.map(section).join('\n')}
## Not promised

- Idempotency keys for POST: who gets no answer to a POST does not know whether it was stored. A PUT
  or PATCH may be repeated; the second application of one version is a 409.
- What other processes keep in memory while Redis is down is as old as its time to live.
- Protection from a flood of connections, TLS, and limits for a whole site: those are the proxy's.
`;
}

function casesOf(id) {
  return cases.filter((one) => one.id === id);
}

function caseRow(one) {
  return [
    `${one.id}: ${one.what}`,
    one.load,
    one.faults.join('; '),
    one.requests,
    counts(one.statuses),
    one.lost ?? '',
    one.recovery === null ? '' : `${one.recovery} ms`,
    `${one.slowest} ms`,
    `${one.passed ? 'passed' : 'failed'} ${one.on}`,
  ];
}

/** Every promise is tested with each change, by the short form or by other tests. */
function withoutFigure(id) {
  return CASES.includes(`id: '${id}'`)
    ? 'Tested by the short form only so far: no figures yet.'
    : '';
}

function section({ id, promise, figure, tests }) {
  const links = tests.map((test) => `[${test}](../../test/${test})`).join(', ');
  const seen = casesOf(id).map(caseItem).join('\n') || withoutFigure(id);
  const more = links === '' ? '' : `Shown ${seen === '' ? '' : 'too '}by ${links}.\n\n`;
  return `### ${id}: ${promise}\n\nPromised: ${escaped(figure)}.\n\n${more}${seen}\n`;
}

function caseItem({ what, promised, figures }) {
  const measured = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
  return `- ${escaped([what, `promised ${promised}`, ...measured].join('; '))}`;
}

function counts(statuses) {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} x ${status}`)
    .join(', ');
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function cell(value) {
  return escaped(String(value)).replaceAll('|', '\\|');
}

function escaped(text) {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*');
}
