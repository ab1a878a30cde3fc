import ts from 'typescript';

import { callsOf } from './source-edit.js';

const MODULE = 'LightApiModule';

/** What opens the database. */
export function rootCalls(source: ts.SourceFile): ts.CallExpression[] {
  return callsOf(source, ['forRoot', 'forRootAsync', 'forConfig'], MODULE);
}

export function featureCalls(source: ts.SourceFile): ts.CallExpression[] {
  return callsOf(source, ['forFeature'], MODULE);
}
