import type { JsonValue } from '../column/column-codec.interface.js';

type RuleSample = (field: string, seed: number, constraints: readonly unknown[]) => JsonValue;

/** Values for rules of class-validator that no other value would keep, by the rules' names. */
export const RULE_SAMPLES: Readonly<Record<string, RuleSample | undefined>> = {
  isEmail: (field, seed) => `${field}${seed}@example.com`,
  isUrl: (field, seed) => `https://example.com/${field}/${seed}`,
  isIn: (_field, seed, [values]) => {
    const list = Array.isArray(values) ? (values as readonly JsonValue[]) : [];
    return list[(seed - 1) % list.length] ?? null;
  },
  isAlpha: (_field, seed) => String(seed).replace(/\d/g, (digit) => LETTERS.charAt(Number(digit))),
  isAlphanumeric: (field, seed) => `${field.replace(/_/g, '')}${seed}`,
};

const LETTERS = 'abcdefghij';
