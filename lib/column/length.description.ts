import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
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
      ...(pattern !== undefined && isPlain(pattern) && { pattern: pattern.source }),
    },
    output: text,
    text,
    samples: [fitted(name.replaceAll('_', ' '), minLength, maxLength), ...TEXTS],
  };
}

/** JSON Schema reads patterns with `u` and without any other flag. */
function isPlain({ source, flags }: RegExp): boolean {
  if (!/^[gyu]*$/.test(flags)) return false;
  try {
    return new RegExp(source, 'u').source === source;
  } catch {
    return false; // A pattern that only JavaScript's older reading allows.
  }
}

function fitted(text: string, least = 0, most = Infinity): string {
  const repeated = text.repeat(Math.max(1, Math.ceil(least / Math.max(1, text.length))));
  return repeated.slice(0, Math.max(least, Math.min(most, text.length))).slice(0, 200);
}
