import type { FieldType } from '../declare/field-options.interface.js';

/** `an int`, `a uuid`: a type's name in a sentence. */
export function withArticle(type: FieldType): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}
