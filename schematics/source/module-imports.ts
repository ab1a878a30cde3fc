import ts from 'typescript';

import { append, descendants, type Edit, propertyOf } from './source-edit.js';

/** Imports one more module, e.g. `LightApiModule.forFeature([Book])`, in the class with `@Module`. */
export function importModule(source: ts.SourceFile, imported: string): Edit {
  const metadata = moduleMetadata(source);
  const imports = propertyOf(metadata, 'imports');
  if (imports === undefined) return append(metadata, `imports: [${imported}]`);
  if (!ts.isArrayLiteralExpression(imports.initializer))
    throw new Error(
      `The imports of @Module in ${source.fileName} are no list in brackets; nothing was written. Add ${imported} by hand.`,
    );
  return append(imports.initializer, imported);
}

function moduleMetadata(source: ts.SourceFile): ts.ObjectLiteralExpression {
  for (const node of descendants(source)) {
    if (!ts.isDecorator(node) || !ts.isCallExpression(node.expression)) continue;
    const [metadata] = node.expression.arguments;
    const isModule = node.expression.expression.getText() === 'Module';
    if (isModule && metadata && ts.isObjectLiteralExpression(metadata)) return metadata;
  }
  throw new Error(`There is no class with @Module({ … }) in ${source.fileName}.`);
}
