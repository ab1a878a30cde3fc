import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

import { oneWayRule } from './scripts/house/one-way.rule.js';

/** What only some rooms of lib/ know, types apart. */
const FRAMEWORKS = ['@nestjs/*', 'fastify', 'rxjs'];
const DATABASES = ['@mikro-orm/*', 'pg', 'better-sqlite3', 'kysely'];

export default tseslint.config(
  { ignores: ['dist/**', 'bench/dist/**', 'coverage/**', '**/*.js', '**/*.mjs', '**/api.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-params': ['error', 4],
      // A class that Nest injects is imported as a value; `import type` would lose its metadata.
      '@typescript-eslint/consistent-type-imports': 'off',
      // Generated controllers, modules and decorated test classes have no members of their own.
      '@typescript-eslint/no-extraneous-class': 'off',
      // Nest and MikroORM hand out implementations that only look like the class in the signature.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/**/*.ts', 'sample/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['lib/**/*.ts'],
    // What a test arranges may come from above.
    ignores: ['**/*.fixture.ts', '**/*.spec.ts'],
    plugins: { house: { rules: { 'one-way': oneWayRule } } },
    rules: { 'house/one-way': 'error' },
  },
  {
    // They are tested in milliseconds, and would serve another framework as well.
    files: ['lib/{error,model,column,query}/*.ts'],
    ignores: ['**/*.fixture.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: [...FRAMEWORKS, ...DATABASES], allowTypeImports: true }] },
      ],
    },
  },
  prettier,
);
