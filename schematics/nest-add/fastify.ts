import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';

import { importLine, importNames } from '../source/import-edit.js';
import { rewrite } from '../source/project-files.js';
import {
  applyEdits,
  callsOf,
  descendants,
  type Edit,
  insertAt,
  lineIndent,
  parseSource,
} from '../source/source-edit.js';

const FASTIFY = '@nestjs/platform-fastify';
const EXPRESS = ['@nestjs/platform-express', 'express'];
const ADAPTER = 'new FastifyAdapter(lightApiFastifyOptions())';
const APPLICATION = '<NestFastifyApplication>';

/** `NestFactory.create(AppModule)` of a main.ts, on Fastify from now on. */
export function startOnFastify(tree: Tree, path: string): boolean {
  return rewrite(tree, path, (text) => {
    const source = parseSource(path, text);
    if (importLine(source, [FASTIFY]) !== undefined) return text;
    refuseExpress(source);
    const [call] = callsOf(source, ['create'], 'NestFactory');
    const [module] = call?.arguments ?? [];
    if (call === undefined || module === undefined)
      throw new Error(`There is no NestFactory.create(…) in ${path}; nothing was written.`);
    return applyEdits(text, [
      insertAt(call.expression.getEnd(), APPLICATION),
      ...(call.arguments.length === 1
        ? argumentLines(call, module)
        : [insertAt(module.getEnd(), `, ${ADAPTER}`)]),
      ...adapterImports(source),
    ]);
  });
}

/** The e2e tests of the application; without an adapter, Nest takes Express. */
export function testOnFastify(tree: Tree, directory: string): boolean {
  const files = tree.getDir(directory).subfiles.filter((name) => name.endsWith('.ts'));
  return files.map((name) => moveTest(tree, `${directory}/${name}`)).includes(true);
}

function moveTest(tree: Tree, path: string): boolean {
  return rewrite(tree, path, (text) => {
    const source = parseSource(path, text);
    const calls = callsOf(source, ['createNestApplication']).filter(
      (call) => call.arguments.length === 0 && call.typeArguments === undefined,
    );
    if (calls.length === 0) return text;
    return applyEdits(text, [
      ...calls.map((call) => argumentLine(call)),
      ...initialized(source).map(readiness),
      ...adapterImports(source, []),
    ]);
  });
}

/** `await app.init();` */
function initialized(source: ts.SourceFile): ts.ExpressionStatement[] {
  return [...descendants(source)].filter(ts.isExpressionStatement).filter(({ expression }) => {
    return ts.isAwaitExpression(expression) && expression.expression.getText() === 'app.init()';
  });
}

/** Fastify has its routes a moment after Nest is ready. */
function readiness(statement: ts.ExpressionStatement): Edit {
  const line = 'await app.getHttpAdapter().getInstance().ready();';
  return insertAt(statement.getEnd(), `\n${lineIndent(statement)}${line}`);
}

function argumentLines(call: ts.CallExpression, module: ts.Expression): Edit[] {
  const indent = lineIndent(call);
  return [
    insertAt(module.getStart(), `\n${indent}  `),
    insertAt(module.getEnd(), `,\n${indent}  ${ADAPTER},\n${indent}`),
  ];
}

function argumentLine(call: ts.CallExpression): Edit {
  const indent = lineIndent(call);
  return insertAt(call.getEnd() - 1, `\n${indent}  ${ADAPTER},\n${indent}`);
}

function adapterImports(source: ts.SourceFile, types = ['type NestFastifyApplication']): Edit[] {
  const missing = [
    { module: FASTIFY, names: ['FastifyAdapter', ...types] },
    { module: 'nestjs-lightapi', names: ['lightApiFastifyOptions'] },
  ];
  return missing.flatMap(({ module, names }) => importNames(source, module, names));
}

/** What was written for Express would not work, and only its author knows what it is for. */
function refuseExpress(source: ts.SourceFile): void {
  const found = importLine(source, EXPRESS);
  if (found === undefined) return;
  throw new Error(
    `${source.fileName} uses '${found.module}' (line ${found.line}), and nestjs-lightapi works on Fastify only; nothing was written. Move it to ${FASTIFY}: NestFactory.create${APPLICATION}(AppModule, ${ADAPTER}).`,
  );
}
