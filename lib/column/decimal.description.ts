import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { DecimalShape } from './decimal-value.js';
import { orWords } from './or-words.js';
import { boundSamples, boundWords } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

/** Numbers are read too, but lose digits in many a client: the text is what is described. */
export function describeDecimal(
  constraints: FieldConstraints,
  shape: DecimalShape,
): ValueDescription {
  const orOther = (pattern: string): ValueSchema => {
    const schema = { type: 'string', format: 'decimal', pattern } as const;
    return constraints.unbounded === true ? orWords(schema, ['NaN']) : schema;
  };
  const text = orOther(inputPattern(shape));
  const bounds = boundSamples(constraints).map(String);
  return {
    input: { ...text, ...boundWords(constraints) },
    output: orOther(outputPattern(shape)),
    text,
    samples: [sampleOf(shape), '1', '0', ...bounds],
  };
}

function inputPattern({ precision, scale }: DecimalShape): string {
  const whole = precision > scale ? String.raw`\d{1,${precision - scale}}` : '0';
  return scale === 0 ? `^-?${whole}$` : String.raw`^-?${whole}(?:\.\d{1,${scale}})?$`;
}

function outputPattern({ scale }: DecimalShape): string {
  return scale === 0 ? String.raw`^-?\d+$` : String.raw`^-?\d+\.\d{${scale}}$`;
}

function sampleOf({ precision, scale }: DecimalShape): string {
  const whole = precision - scale > 1 ? '12' : '0';
  return scale === 0 ? whole : `${whole}.5`;
}
