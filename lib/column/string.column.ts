import type { ColumnType } from './column-type.interface.js';
import { TEXT_OPERATORS } from './filter-operators.js';
import { lengthConstraints, TEXT_CONSTRAINTS } from './length.constraints.js';
import { describeText } from './length.description.js';
import { lengthProblems } from './length.problems.js';
import { textCodec } from './text.codec.js';
import { textSample } from './text.sample.js';

/** The longest that PostgreSQL lets be declared. */
const LONGEST_VARCHAR = 10_485_760;

function varchar(maxLength: number | undefined): string {
  return maxLength === undefined || maxLength > LONGEST_VARCHAR
    ? 'varchar'
    : `varchar(${maxLength})`;
}

/** A text, as long as `maxLength` says; SQLite ignores the length in the type, we do not. */
export const stringColumn: ColumnType = {
  applicable: TEXT_CONSTRAINTS,
  operators: TEXT_OPERATORS,
  sortable: true,
  property: () => 'string',
  sample: textSample,
  problems: (field) => lengthProblems(field.constraints),
  codec: ({ constraints }) =>
    textCodec(varchar(constraints.maxLength), lengthConstraints(constraints)),
  describe: ({ name, constraints }) => describeText(name, constraints),
};
