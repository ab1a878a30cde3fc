import type { FieldType } from 'nestjs-lightapi';

import type { FieldArgument, FieldKind } from './field-kind.interface.js';

const LENGTH: FieldArgument = {
  pattern: /^[1-9]\d{0,8}$/,
  example: '200',
  options: (length) => `maxLength: ${length}`,
};

const DIGITS: FieldArgument = {
  pattern: /^[1-9]\d?,\d{1,2}$/,
  example: '10,2',
  options: (digits) => {
    const { precision, scale } = shapeOf(digits);
    return `precision: ${precision}, scale: ${scale}`;
  },
  problem: (digits) => {
    const { precision, scale } = shapeOf(digits);
    return scale > precision
      ? `${precision} digits in all are fewer than ${scale} after the point.`
      : undefined;
  },
};

const VALUES: FieldArgument = {
  pattern: /^[\w-]+(,[\w-]+)*$/,
  example: 'draft,live',
  isRequired: true,
  options: (values) => `values: [${quoted(values).join(', ')}]`,
  problem: (values) => {
    const all = values.split(',');
    const twice = all.find((value, index) => all.indexOf(value) !== index);
    return twice === undefined ? undefined : `'${twice}' is there twice.`;
  },
};

const WORDS = 'A text';

const TEXT: FieldKind = {
  property: 'string',
  argument: LENGTH,
  sample: WORDS,
  sampleOf: (length) => WORDS.slice(0, Number(length)),
};

/** A field type does not compile until it is answered here. */
export const FIELD_KINDS: Readonly<Record<FieldType, FieldKind>> = {
  string: TEXT,
  text: TEXT,
  int: { property: 'number', sample: 1 },
  bigint: { property: 'bigint', sample: '1' },
  float: { property: 'number', sample: 1.5 },
  decimal: {
    property: 'string',
    options: 'precision: 10, scale: 2',
    argument: DIGITS,
    sample: '1.00',
    sampleOf: decimalSample,
  },
  boolean: { property: 'boolean', sample: true },
  datetime: { property: 'Date', sample: '2026-01-31T12:00:00.000Z' },
  date: { property: 'string', sample: '2026-01-31' },
  time: { property: 'string', sample: '12:00:00.000' },
  uuid: { property: 'string', sample: '4f8f8f0e-3c52-4a0c-9d8b-0d2f6f9a1c11' },
  ipaddress: { property: 'string', sample: '203.0.113.7' },
  json: { property: 'unknown', sample: { key: 'value' } },
  enum: {
    property: (values) => quoted(values).join(' | '),
    argument: VALUES,
    sample: '',
    sampleOf: (values) => values.split(',')[0] ?? '',
  },
};

/** Zero has as many digits as any column. */
function decimalSample(digits: string): string {
  return (0).toFixed(shapeOf(digits).scale);
}

function shapeOf(digits: string): { precision: number; scale: number } {
  const [precision, scale] = digits.split(',').map(Number);
  return { precision: precision ?? 0, scale: scale ?? 0 };
}

function quoted(values: string): string[] {
  return values.split(',').map((value) => `'${value}'`);
}
