import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

const BLOCK = /^( *)```(ts|js|yaml|sh)\n(.*?)^\1```$/gms;
/** What may be in a file before the same code: it names or returns what a document only shows. */
const SURROUNDINGS = /^(?:export )?(?:return )?(?:const \w+ = )?(?:await )?/;
const COMMENT_BEHIND = / \/\/ .*$/;
/** Says in a document that something is left out. */
const GAP = /^(?:\/\/|#) …$/;

/** A block of code of a document. */
export interface CodeBlock {
  readonly document: string;
  readonly language: 'ts' | 'js' | 'yaml' | 'sh';
  readonly code: string;
  /** Of the block's first line. */
  readonly line: number;
}

/** The README and the guides, relative to the repository. */
export function documents(): string[] {
  const written = globSync('docs/**/*.md', { cwd: ROOT }).filter(
    (file) => !file.includes('.vitepress'),
  );
  return ['README.md', ...written.sort()];
}

/** The blocks of code in a document that a test should have run. */
export function codeBlocks(document: string): CodeBlock[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(BLOCK)].map(({ 2: language = '', 3: code = '', index }) => ({
    document,
    language: language as CodeBlock['language'],
    code,
    line: text.slice(0, index).split('\n').length + 1,
  }));
}

/** Files that tests run, by what they hold. */
export class RunFiles {
  private readonly texts: ReadonlyMap<string, string>;

  constructor(patterns: readonly string[]) {
    const exclude = (name: string) => name === 'node_modules' || name === 'dist';
    const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude }));
    this.texts = new Map(
      files.map((file) => [file, normal(readFileSync(join(ROOT, file), 'utf8'), file)]),
    );
  }

  /** The parts of a block, between blank lines and gaps, that are in none of the files. */
  missing({ code, language }: CodeBlock): string[] {
    const parts = code.split(/\n\s*\n/).flatMap(withoutGaps);
    const known = [...this.texts].filter(([file]) => file.endsWith(`.${language}`));
    return parts.filter((part) => !known.some(([, text]) => text.includes(normal(part, language))));
  }
}

function withoutGaps(part: string): string[] {
  const runs: string[][] = [[]];
  for (const line of part.split('\n'))
    if (GAP.test(line.trim())) runs.push([]);
    else runs.at(-1)?.push(line);
  return runs.map((run) => run.join('\n')).filter((run) => run.trim() !== '');
}

/** Lines of YAML without their indentation; of a program, what is left when it is reformatted. */
function normal(code: string, fileOrLanguage: string): string {
  const lines = code
    .split('\n')
    .map((line) => line.trim().replace(COMMENT_BEHIND, '').replace(SURROUNDINGS, ''))
    .filter((line) => line !== '' && !line.startsWith('// '));
  if (fileOrLanguage.endsWith('yaml')) return lines.map((line) => `${line}\n`).join('');
  return lines
    .join('')
    .replace(/\s+/g, '')
    .replace(/,(?=[)\]}])|;/g, '');
}
