import { describe, expect, it } from 'vitest';

import { checkTypeScript } from '../../schematics/source/typescript.check.js';

describe('the TypeScript that schematics read sources with', () => {
  it('is refused where it can read none, as that of 7.0', () => {
    expect(() => {
      checkTypeScript({ version: '7.0.2' });
    }).toThrow(/TypeScript 7\.0\.2 .* npm install --save-dev typescript@6/);
  });

  it('is the one that is installed', () => {
    expect(() => {
      checkTypeScript();
    }).not.toThrow();
  });
});
