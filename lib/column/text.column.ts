import type { ColumnType } from './column-type.interface.js';
import { TEXT_OPERATORS } from './filter-operators.js';
import { lengthConstraints, TEXT_CONSTRAINTS } from './length.constraints.js';
import { describeText } from './length.description.js';
import { lengthProblems } from './length.problems.js';
import { textCodec } from './text.codec.js';
import { textSample } from './text.sample.js';

/** A text of any length. */
export const textColumn: ColumnType = {
  applicable: TEXT_CONSTRAINTS,
  operators: TEXT_OPERATORS,
  sortable: true,
  catalogued: ['text', 'citext'],
  property: () => 'string',
  sample: textSample,
  problems: (field) => lengthProblems(field.constraints),
  codec: ({ constraints }) => textCodec('text', lengthConstraints(constraints)),
  describe: ({ name, constraints }) => describeText(name, constraints),
};
