import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import { patternWords } from './schema-pattern.js';
import type { ValueDescription } from './value-description.interface.js';

/** Texts of many kinds, one of which a pattern may allow. */
const TEXTS = ['abc', 'ABC', 'A1', '123', 'AB-123', 'ABC-1234', '9780141439518', 'en', 'EUR'];

/** What is said of texts with `minLength`, `maxLength` and `pattern`; the name is the example. */
export function describeText(
  name: string,
  { minLength, maxLength, pattern }: FieldConstraints,
): ValueDescription {
  const text = { type: 'string' } satisfies ValueSchema;
  return {
    input: {
      ...text,
      ...(minLength !== undefined && { minLength }),
      ...(maxLength !== undefined && { maxLength }),
      ...(pattern !== undefined && patternWords(pattern)),
    },
    output: text,
    text,
    samples: [fitted(name.replaceAll('_', ' '), minLength, maxLength), ...TEXTS],
  };
}

function fitted(text: string, least = 0, most = Infinity): string {
  const repeated = text.repeat(Math.max(1, Math.ceil(least / Math.max(1, text.length))));
  return repeated.slice(0, Math.max(least, Math.min(most, text.length))).slice(0, 200);
}
