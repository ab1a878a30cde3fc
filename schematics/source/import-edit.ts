import ts from 'typescript';

import { type Edit, insertAt } from './source-edit.js';

/** Imports names of a module where they are not imported yet. */
export function importNames(
  source: ts.SourceFile,
  module: string,
  names: readonly string[],
): Edit[] {
  const present = importsOf(source, module).flatMap(({ elements }) => [...elements]);
  const missing = names.filter((name) => !present.some((element) => isOf(element, name)));
  if (missing.length === 0) return [];
  const last = present.at(-1);
  if (last !== undefined) return [insertAt(last.getEnd(), `, ${missing.join(', ')}`)];
  return [newImport(source, `import { ${missing.join(', ')} } from '${module}';`)];
}

/** Loads a module for what it does, where it is not imported yet. */
export function importEffects(source: ts.SourceFile, module: string): Edit[] {
  const isImported = importDeclarations(source).some((each) => moduleOf(each) === module);
  return isImported ? [] : [newImport(source, `import '${module}';`)];
}

/** The line, counted from 1, that something is imported of one of the modules in. */
export function importLine(
  source: ts.SourceFile,
  modules: readonly string[],
): { module: string; line: number } | undefined {
  const found = importDeclarations(source).find((each) => modules.includes(moduleOf(each)));
  if (found === undefined) return undefined;
  const { line } = source.getLineAndCharacterOfPosition(found.getStart());
  return { module: moduleOf(found), line: line + 1 };
}

function importsOf(source: ts.SourceFile, module: string): ts.NamedImports[] {
  return importDeclarations(source)
    .filter((each) => moduleOf(each) === module && each.importClause?.phaseModifier === undefined)
    .map((each) => each.importClause?.namedBindings)
    .filter((bindings) => bindings !== undefined)
    .filter(ts.isNamedImports);
}

function importDeclarations(source: ts.SourceFile): ts.ImportDeclaration[] {
  return source.statements.filter(ts.isImportDeclaration);
}

function moduleOf(declaration: ts.ImportDeclaration): string {
  return ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : '';
}

function isOf(element: ts.ImportSpecifier, name: string): boolean {
  return element.name.text === name.replace(/^type /, '');
}

function newImport(source: ts.SourceFile, line: string): Edit {
  const last = importDeclarations(source).at(-1);
  return last === undefined ? insertAt(0, `${line}\n\n`) : insertAt(last.getEnd(), `\n${line}`);
}
