import ts from 'typescript';

/**
 * Sources are read by the application's own TypeScript, and TypeScript 7 has no interface for that.
 *
 * @throws {@link Error} where it can't read them
 */
export function checkTypeScript({ version, createSourceFile }: Partial<typeof ts> = ts): void {
  if (createSourceFile === undefined)
    throw new Error(
      `TypeScript ${version ?? ''} has no interface that reads sources; nothing was written. Run: npm install --save-dev typescript@6`,
    );
}
