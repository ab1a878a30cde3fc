import ts from 'typescript';

/** What stands at a place of a file from now on. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const INDENT = '  ';

export function parseSource(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Everything else of the file stays as it is written. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}

export function* descendants(node: ts.Node): Generator<ts.Node> {
  for (const child of node.getChildren()) {
    yield child;
    yield* descendants(child);
  }
}

/** Calls such as `LightApiModule.forRoot(…)`. */
export function callsOf(
  source: ts.SourceFile,
  methods: readonly string[],
  owner?: string,
): ts.CallExpression[] {
  return [...descendants(source)].filter(ts.isCallExpression).filter(({ expression }) => {
    if (!ts.isPropertyAccessExpression(expression)) return false;
    const isOwned = owner === undefined || expression.expression.getText() === owner;
    return isOwned && methods.includes(expression.name.text);
  });
}

/** The property as it is written in an object; shorthands and spreads have no value to change. */
export function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find((property) => !ts.isComputedPropertyName(property.name) && property.name.text === name);
}

/** One more element of an array, or member of an object, in the layout of those before. */
export function append(
  list: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression,
  text: string,
): Edit {
  const items = ts.isArrayLiteralExpression(list) ? list.elements : list.properties;
  const last = items.at(-1);
  if (last === undefined) return fill(list, text);
  const indent = lineIndent(last);
  const separator = startsLine(last) ? `,\n${indent}` : ', ';
  return insertAt(last.getEnd(), separator + indented(text, indent));
}

export function insertAt(position: number, text: string): Edit {
  return { start: position, end: position, text };
}

/** The white space that the node's line begins with. */
export function lineIndent(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const start = text.lastIndexOf('\n', node.getStart() - 1) + 1;
  return /^\s*/.exec(text.slice(start, node.getStart()))?.[0] ?? '';
}

function fill(list: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression, text: string): Edit {
  const indent = lineIndent(list);
  const isLong = text.includes('\n') || ts.isObjectLiteralExpression(list);
  const content = isLong
    ? `\n${indent}${INDENT}${indented(text, indent + INDENT)},\n${indent}`
    : text;
  return { start: list.getStart() + 1, end: list.getEnd() - 1, text: content };
}

function startsLine(node: ts.Node): boolean {
  return node
    .getFullText()
    .slice(0, node.getStart() - node.getFullStart())
    .includes('\n');
}

function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}
