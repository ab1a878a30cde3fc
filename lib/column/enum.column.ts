import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { EQUALITY_OPERATORS } from './filter-operators.js';
import { textCodec } from './text.codec.js';
import { readText } from './text-value.js';
import { sameEverywhere } from './value-description.interface.js';

/** `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`. */
function alternatives(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

function enumCodec({ values = [], comparedAs }: FieldConstraints): ColumnCodec<string> {
  const known: ReadonlySet<unknown> = new Set(values);
  const unknown = new InvalidValue('enum', `Input should be ${alternatives(values)}`);
  return {
    ...textCodec('text'),
    ...(comparedAs !== undefined && { comparison: (column) => `${column}::${comparedAs}` }),
    parse: (input) => (typeof input === 'string' && known.has(input) ? input : unknown),
  };
}

function enumProblems({ constraints: { values = [] } }: FieldModel): readonly string[] {
  if (values.length === 0) return [`'values' is missing; list the texts that the enum may hold`];
  const refused = values.map(readText).find((value) => value instanceof InvalidValue);
  if (refused !== undefined) return [`'values' can't be stored (${refused.msg}); list other texts`];
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined ? [] : [`'values' names '${twice}' twice; remove one`];
}

function propertyOf({ values = [] }: FieldConstraints): string {
  return values.map((value) => JSON.stringify(value)).join(' | ') || 'string';
}

/** One of the texts in `values`; the table does not check, so that a value can be added. */
export const enumColumn: ColumnType = {
  applicable: ['values', 'comparedAs'],
  operators: EQUALITY_OPERATORS,
  sortable: true,
  property: propertyOf,
  sample: ({ constraints: { values = [] } }, seed) => values[(seed - 1) % values.length],
  problems: enumProblems,
  codec: (field) => enumCodec(field.constraints),
  describe: ({ constraints: { values = [] } }) =>
    sameEverywhere({ type: 'string', enum: values }, ...values),
};
