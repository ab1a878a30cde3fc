import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { ColumnCodec } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { textCodec } from './text.codec.js';
import { sameEverywhere, type ValueDescription } from './value-description.interface.js';

/** Where a cast to text says something else than the type prints: `::1` would be `::1/128`. */
const SELECTIONS = new Map([['inet', (column: string) => `abbrev(${column})`]]);

/** The database prints the value and reads it: what it can't read is its refusal, a 4xx. */
function nativeCodec({ databaseType = 'text' }: FieldConstraints): ColumnCodec<string> {
  const selection = SELECTIONS.get(databaseType) ?? ((column: string) => `${column}::text`);
  return { ...textCodec(databaseType), selection };
}

function describeNative({ databaseType = 'text' }: FieldConstraints): ValueDescription {
  const description = `As PostgreSQL writes ${databaseType}.`;
  return sameEverywhere({ type: 'string', description });
}

function nativeColumn(operators: readonly FilterOperator[], sortable: boolean): ColumnType {
  return {
    applicable: ['databaseType'],
    operators,
    sortable,
    property: () => 'string',
    // All that is known of it is that it is text to us.
    sample: () => undefined,
    problems: () => [],
    codec: ({ constraints }) => nativeCodec(constraints),
    describe: ({ constraints }) => describeNative(constraints),
  };
}

/** PostgreSQL's types with an order: `inet`, `interval`, `money`, ranges, `timetz`. */
export const orderedColumn = nativeColumn(ORDERED_OPERATORS, true);

/** PostgreSQL's types that can't be compared, or not in a way that anybody would expect. */
export const opaqueColumn = nativeColumn(['isnull'], false);
