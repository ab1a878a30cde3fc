import type { FieldConstraints } from './field-model.interface.js';

/** Of a decimal, in digits. */
export interface DecimalShape {
  readonly precision: number;
  /** How many of them are behind the point. */
  readonly scale: number;
}

/** The shape of a decimal whose field says nothing else. */
export function decimalShape({ precision = 38, scale = 10 }: FieldConstraints): DecimalShape {
  return { precision, scale };
}
