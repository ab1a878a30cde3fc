import {
  type Alias,
  type Document,
  type ErrorCode,
  isScalar,
  type LineCounter,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';

import { ConfigurationError } from '../error/configuration.error.js';

/** Values that anchors stand for: a few kilobytes of YAML could say gigabytes otherwise. */
const MAX_ALIASES = 100;

/** Where syntax is broken once, much of what follows seems to be. */
const MAX_PROBLEMS = 10;

/** As the engine says it; the parser hands it on as a mistake in the text. */
const STACK_OVERFLOW = 'Maximum call stack size exceeded';

/** A text, and what messages need of it. */
export interface YamlText {
  readonly text: string;
  /** What messages call it. */
  readonly name: string;
  readonly counter: LineCounter;
}

/**
 * Parses YAML.
 *
 * @throws {@link ConfigurationError} with what is wrong with its syntax, by lines
 */
export function parseYaml({ text, name, counter }: YamlText): Document {
  const document = shallow(name, () =>
    parseDocument(text, { lineCounter: counter, merge: true, uniqueKeys: false }),
  );
  const broken = [...document.errors, ...document.warnings];
  if (broken.some(({ message }) => message.includes(STACK_OVERFLOW))) throw tooDeep(name);
  const problems = [
    ...broken.map((error) => syntaxProblem(name, error)),
    ...walkProblems(document, { name, counter }),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems.slice(0, MAX_PROBLEMS));
  return document;
}

/** What a document says, as plain values. */
export function valueOf(document: Document, name: string): unknown {
  return shallow<unknown>(name, () => document.toJS({ maxAliasCount: MAX_ALIASES }));
}

function shallow<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(name, cause);
    if (cause instanceof ReferenceError)
      throw new ConfigurationError(
        [`${name}: its anchors stand for more than ${MAX_ALIASES} values. Write them out.`],
        { cause },
      );
    throw cause;
  }
}

function tooDeep(name: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError([`${name}: it is nested too deeply. Use fewer levels.`], { cause });
}

/** What the parser says to programmers, for those who write the file. */
const SENTENCES: Partial<Record<ErrorCode, (message: string) => string>> = {
  TAB_AS_INDENT: () => 'a tab indents the line. Indent with spaces.',
  MULTIPLE_DOCS: () => `a second document begins here. Remove the line '---', or what follows it.`,
  TAG_RESOLVE_FAILED: (message) =>
    `${message.replace(/^Unresolved tag: /, 'there is no tag ')}. Values have no tags here: remove it.`,
};

function syntaxProblem(name: string, { code, message, linePos }: YAMLError): string {
  const [first = ''] = message.split('\n', 1);
  const line = linePos?.[0].line ?? 1;
  const bare = first.replace(/ at line \d+, column \d+:?$/, '');
  return `${name}:${line}: ${SENTENCES[code]?.(bare) ?? `${bare}. Correct the YAML.`}`;
}

/**
 * Aliases that name no anchor above them, and members that are there twice: looked for in one walk,
 * as the parser takes minutes for a file that has very many of either.
 */
function walkProblems(document: Document, { name, counter }: Omit<YamlText, 'text'>): string[] {
  const anchors = new Set<string>();
  const problems: string[] = [];
  const problem = (node: { readonly range?: Alias['range'] }, sentence: string): void => {
    problems.push(`${name}:${counter.linePos(node.range?.[0] ?? 0).line}: ${sentence}`);
  };
  visit(document, {
    Value(_key, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias(_key, alias) {
      const { source } = alias;
      if (!anchors.has(source))
        problem(alias, `there is no anchor &${source} above. Set it, or quote '*${source}'.`);
    },
    Map(_key, { anchor, items }) {
      if (anchor !== undefined) anchors.add(anchor);
      const keys = new Set<unknown>();
      for (const { key } of items) {
        const word = isScalar(key) ? String(key.value) : undefined;
        if (word !== undefined && word !== '<<' && keys.has(word))
          problem(key as Scalar, `'${word}' is there twice. Remove one.`);
        keys.add(word);
      }
    },
  });
  return problems;
}
