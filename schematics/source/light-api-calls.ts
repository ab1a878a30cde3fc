import ts from 'typescript';

import { callsOf } from './source-edit.js';

const MODULE = 'LightApiModule';

/** What opens the database. */
export function rootCalls(source: ts.SourceFile): ts.CallExpression[] {
  return callsOf(source, ['forRoot', 'forRootAsync', 'forConfig'], MODULE);
}

/** Whether it serves every class that is loaded, as it names none. */
export function isScanning({ expression, arguments: [options] }: ts.CallExpression): boolean {
  // A configuration names its endpoints in its file.
  if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'forConfig')
    return false;
  if (options === undefined) return true;
  // What is no literal may well name some.
  return (
    ts.isObjectLiteralExpression(options) &&
    options.properties.every(({ name }) => name !== undefined && name.getText() !== 'endpoints')
  );
}

export function featureCalls(source: ts.SourceFile): ts.CallExpression[] {
  return callsOf(source, ['forFeature'], MODULE);
}
