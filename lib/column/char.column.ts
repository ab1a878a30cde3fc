import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { lengthConstraints, TEXT_CONSTRAINTS } from './length.constraints.js';
import { describeText } from './length.description.js';
import { lengthProblems } from './length.problems.js';
import { textCodec } from './text.codec.js';
import { textSample } from './text.sample.js';

/**
 * PostgreSQL's `char(n)`, without the blanks that fill it up: they mean nothing to the database,
 * but in patterns, which it therefore has not.
 */
export const charColumn: ColumnType = {
  applicable: TEXT_CONSTRAINTS,
  operators: ORDERED_OPERATORS,
  sortable: true,
  property: () => 'string',
  sample: textSample,
  problems: (field) => lengthProblems(field.constraints),
  codec: ({ constraints }) => ({
    ...textCodec(`char(${constraints.maxLength ?? 1})`, lengthConstraints(constraints)),
    selection: (column) => `${column}::text`,
  }),
  describe: ({ name, constraints }) => describeText(name, constraints),
};
