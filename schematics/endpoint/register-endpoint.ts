import { posix } from 'node:path';

import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';

import { importEffects, importNames } from '../source/import-edit.js';
import { featureCalls, isScanning, rootCalls } from '../source/light-api-calls.js';
import { importModule } from '../source/module-imports.js';
import { importPath, rewrite } from '../source/project-files.js';
import { append, applyEdits, type Edit, parseSource, propertyOf } from '../source/source-edit.js';
import type { EndpointNames } from './endpoint-names.js';

/**
 * Names the class in the nearest module, in the way that the module names others. A root that names
 * none finds it by itself, once it is loaded.
 */
export function registerEndpoint(tree: Tree, { className, file }: EndpointNames): void {
  const path = nearestModule(tree, posix.dirname(file));
  rewrite(tree, path, (text) => {
    const source = parseSource(path, text);
    if (isBelowScan(tree, posix.dirname(path)))
      return applyEdits(text, importEffects(source, importPath(path, file)));
    return applyEdits(text, [
      ...importNames(source, importPath(path, file), [className]),
      ...registration(source, className),
    ]);
  });
}

function nearestModule(tree: Tree, directory: string): string {
  const found = tree.getDir(directory).subfiles.find((name) => name.endsWith('.module.ts'));
  if (found !== undefined) return posix.join(directory, found);
  if (directory === '/')
    throw new Error(
      'There is no module to register the endpoint in; nothing was written. Make one, or say --skip-import.',
    );
  return nearestModule(tree, posix.dirname(directory));
}

/** Whether a module in the directory, or above it, has a root that finds all that is loaded. */
function isBelowScan(tree: Tree, directory: string): boolean {
  const modules = tree.getDir(directory).subfiles.filter((name) => name.endsWith('.module.ts'));
  const isHere = modules
    .map((name) => posix.join(directory, name))
    .some((path) => rootCalls(parseSource(path, tree.readText(path))).some(isScanning));
  return isHere || (directory !== '/' && isBelowScan(tree, posix.dirname(directory)));
}

function registration(source: ts.SourceFile, className: string): Edit[] {
  const lists = [...rootLists(source), ...featureLists(source)];
  const [list] = lists;
  if (lists.some((each) => each.elements.some((element) => element.getText() === className)))
    return [];
  if (list !== undefined) return [append(list, className)];
  return [
    ...importNames(source, 'nestjs-lightapi', ['LightApiModule']),
    importModule(source, `LightApiModule.forFeature([${className}])`),
  ];
}

/** `endpoints` of `forRoot`. */
function rootLists(source: ts.SourceFile): ts.ArrayLiteralExpression[] {
  return rootCalls(source)
    .flatMap((call) => [...call.arguments])
    .filter(ts.isObjectLiteralExpression)
    .map((options) => propertyOf(options, 'endpoints')?.initializer)
    .filter((endpoints) => endpoints !== undefined)
    .filter(ts.isArrayLiteralExpression);
}

function featureLists(source: ts.SourceFile): ts.ArrayLiteralExpression[] {
  return featureCalls(source)
    .flatMap((call) => call.arguments.slice(0, 1))
    .filter(ts.isArrayLiteralExpression);
}
