import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const RUN = read('.ci/run');

/** As much of a workflow of GitHub as is looked at. */
interface Workflow {
  readonly jobs: {
    readonly ci: {
      readonly strategy: { readonly matrix: object };
      readonly services: {
        readonly postgres: { readonly image: string; readonly ports: string[] };
      };
      readonly steps: readonly {
        readonly run?: string;
        readonly uses?: string;
        readonly env?: object;
      }[];
    };
  };
}

describe('the workflow', () => {
  const { ci } = (parse(read('.github/workflows/ci.yml')) as Workflow).jobs;

  it('is .ci/run, and nothing beside it but what it needs', () => {
    const steps = ci.steps.map(({ run, uses }) => run ?? uses);

    expect(steps).toEqual([
      expect.stringMatching(/^actions\/checkout@/),
      expect.stringMatching(/^actions\/setup-node@/),
      'sudo -E env "PATH=$PATH" .ci/run',
    ]);
  });

  it('has every Node and PostgreSQL, and where .ci/run looks for it', () => {
    expect(ci.strategy.matrix).toEqual({ node: [22, 24, 26], postgres: [15, 16, 17, 18] });
    expect(ci.services.postgres.image).toBe('postgres:${{ matrix.postgres }}');
    expect(ci.services.postgres.ports).toEqual(['5432:5432']);
    expect(RUN).toContain("LIGHTAPI_TEST_POSTGRES='postgresql://postgres@127.0.0.1:5432/");
  });

  it('runs on the Node that the matrix says, not on that of the devDependency', () => {
    expect(ci.steps.at(-1)?.env).toEqual({ LIGHTAPI_NODE: '${{ matrix.node }}' });
    expect(nodeOf('')).toMatch(/^v99\.0\.0$/m);
    expect(nodeOf(process.versions.node.split('.')[0]!)).toMatch(`v${process.versions.node}`);
    expect(() => nodeOf('98')).toThrow(/This is not Node 98/);
  });
});

describe('the templates', () => {
  it('are forms that GitHub reads', () => {
    for (const file of readdirSync(join(ROOT, '.github/ISSUE_TEMPLATE'))) {
      const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`));
      expect([typeof name, typeof description]).toEqual(['string', 'string']);
      for (const { type, id, attributes } of body) {
        expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
        expect([typeof id, typeof attributes.label]).toEqual(['string', 'string']);
      }
    }
  });
});

describe('llms.txt', () => {
  const text = read('llms.txt');

  it('has the form that llmstxt.org asks for', () => {
    expect(text).toMatch(/^# nestjs-lightapi\n\n> .+\n/);
    const sections = text.split(/^## /m).slice(1);
    for (const section of sections)
      for (const line of section.split('\n').slice(1).filter(Boolean))
        expect(line).toMatch(/^- \[.+\]\(.+\): .+/);
  });

  it('leads to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path!);

    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** What `use_node` of .ci/run takes, where npm has brought a Node 99. */
function nodeOf(wanted: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'lightapi-ci-'));
  const own = join(directory, 'node_modules', '.bin');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'node'), '#!/bin/sh\necho v99.0.0\n', { mode: 0o755 });
  const [body = ''] = /^use_node\(\) \{\n[^]*?^\}/m.exec(RUN) ?? [];
  return execFileSync('bash', ['-euc', `${body}\nuse_node`], {
    cwd: directory,
    env: { PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`, LIGHTAPI_NODE: wanted },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
}
