import type { ColumnKind } from './column-kind.js';

/** `an int`, `a uuid`: a type's name in a sentence. */
export function withArticle(type: ColumnKind): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}
