import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';

import { rewrite } from '../source/project-files.js';
import { append, applyEdits, type Edit, propertyOf } from '../source/source-edit.js';

const FILE = '/tsconfig.json';
const NEEDED = ['experimentalDecorators', 'emitDecoratorMetadata'];

/** Turns on what decorators need, and leaves comments where they are. */
export function addCompilerOptions(tree: Tree): boolean {
  return rewrite(tree, FILE, (text) => {
    const root = rootObject(text);
    const options = propertyOf(root, 'compilerOptions')?.initializer;
    if (options === undefined || !ts.isObjectLiteralExpression(options)) {
      const members = NEEDED.map((name) => `  "${name}": true`).join(',\n');
      return applyEdits(text, [append(root, `"compilerOptions": {\n${members}\n}`)]);
    }
    return NEEDED.reduce(turnOn, text);
  });
}

function turnOn(text: string, name: string): string {
  const options = propertyOf(rootObject(text), 'compilerOptions');
  if (options === undefined || !ts.isObjectLiteralExpression(options.initializer)) return text;
  const present = propertyOf(options.initializer, name)?.initializer;
  if (present === undefined)
    return applyEdits(text, [append(options.initializer, `"${name}": true`)]);
  return applyEdits(text, [replaced(present, 'true')]);
}

function replaced(node: ts.Node, text: string): Edit {
  return { start: node.getStart(), end: node.getEnd(), text };
}

function rootObject(text: string): ts.ObjectLiteralExpression {
  const { Latest } = ts.ScriptTarget;
  const [root] = ts.createSourceFile(FILE, text, Latest, true, ts.ScriptKind.JSON).statements;
  if (root !== undefined && ts.isExpressionStatement(root)) {
    if (ts.isObjectLiteralExpression(root.expression)) return root.expression;
  }
  throw new Error(`${FILE} is no object; nothing was written.`);
}
