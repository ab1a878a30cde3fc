import { dirname, join, relative } from 'node:path';

import { arrowProblem } from './rooms.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** ESLint's rule of directions: a file of `lib/` imports from its own room and those below. */
export const oneWayRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename;
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const imported = join(dirname(file), source.value);
      const message = arrowProblem(relative(ROOT, file), relative(ROOT, imported));
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
