import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { codeBlocks, documents, RunFiles } from './support/code-blocks.js';

const ROOT = join(import.meta.dirname, '..');

/** What tests start, load or are: see samples.e2e-spec.ts and snippets/. */
const RUN_FILES = new RunFiles([
  'sample/*/{,web/}*.{ts,js,yaml}',
  'docs/snippets/**/*.{ts,js,yaml}',
  'test/**/*.{ts,js,yaml}',
]);

/** Lines of a shell that no test can run here, by how they begin, and why. */
const SHELL_EXCEPTIONS: readonly { readonly starts: string; readonly because: string }[] = [
  { starts: 'npm install', because: 'the packages are those of package.json' },
  { starts: 'npm i ', because: 'the packages are those of package.json' },
  { starts: 'npm run sample', because: 'samples.e2e-spec.ts starts the program behind it' },
  { starts: 'docker ', because: 'there is no container engine where tests run' },
  { starts: 'LIGHTAPI_JWT_SECRET=', because: 'there is no container engine where tests run' },
  { starts: 'helm ', because: 'the chart is rendered by chart*.spec.ts, and no cluster is here' },
  { starts: 'kubectl ', because: 'there is no cluster where tests run' },
  { starts: 'nest ', because: 'package/nest-cli.e2e-spec.ts runs it on a new application' },
  { starts: 'npm start', because: 'package/nest-cli.e2e-spec.ts starts what was generated' },
  { starts: 'npx tsc &&', because: 'it runs tests under Jest, which is not among the packages' },
  { starts: 'npx openapi-typescript', because: 'typed-client.e2e-spec.ts runs the program' },
  { starts: 'npx lightapi', because: 'cli.e2e-spec.ts and introspect.e2e-spec.ts run the program' },
  { starts: 'LIGHTAPI_DATABASE_URL=', because: 'cli.e2e-spec.ts runs the program' },
  { starts: "NODE_OPTIONS='--import", because: 'telemetry.e2e-spec.ts does it with a file' },
];

/** The tests that send a document's curl lines, and compare what comes. */
const SENT = ['samples.e2e-spec.ts', 'snippets/pages.e2e-spec.ts']
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('');

/** curl lines of pages that no sample serves, and the test that sends the same. */
const OTHER_CURLS: readonly { readonly document: string; readonly because: string }[] = [
  { document: 'docs/guide/schematics.md', because: 'package/nest-cli.e2e-spec.ts' },
  { document: 'docs/guide/reflection.md', because: 'reflection.e2e-spec.ts' },
  { document: 'docs/guide/observability.md', because: 'telemetry.e2e-spec.ts' },
];

describe.each(documents())('%s', (document) => {
  const blocks = codeBlocks(document);
  const code = blocks.filter(({ language }) => language !== 'sh');
  const shell = blocks.filter(({ language }) => language === 'sh');

  it('shows code of files that tests run only', () => {
    const unknown = code.flatMap((block) =>
      RUN_FILES.missing(block).map((part) => `${document}:${block.line} ${part}`),
    );

    expect(unknown).toEqual([]);
  });

  it('shows lines of a shell that are sent by a test, or known to be none', () => {
    const unknown = shell
      .flatMap((block) => commandsOf(block.code))
      .filter((command) => !isSent(document, command) && !isException(command));

    expect(unknown).toEqual([]);
  });
});

describe('the folder of snippets', () => {
  const files = (pattern: string) =>
    globSync(pattern, { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const tests = files('test/snippets/*.ts');
  const configurations = files('docs/snippets/**/*.yaml');

  it.each(globSync('docs/snippets/**/*.{ts,js,yaml}', { cwd: ROOT }).sort())(
    'has %s run by a test',
    (file) => {
      const named = file.slice('docs/snippets/'.length).replace(/\.ts$/, '.js');

      const isTested = tests.some((test) => test.includes(named));
      const isConfigured = configurations.some((yaml) => yaml.includes(`./${basename(file)}#`));
      expect(isTested || isConfigured).toBe(true);
    },
  );
});

function isSent(document: string, command: string): boolean {
  if (!command.startsWith('curl ')) return false;
  return SENT.includes(`'${document}'`) || OTHER_CURLS.some((known) => known.document === document);
}

function isException(command: string): boolean {
  return SHELL_EXCEPTIONS.some(({ starts }) => command.startsWith(starts));
}

function commandsOf(code: string): string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
