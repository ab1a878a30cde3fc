import { describe, expect, it } from 'vitest';

import { codecOf } from '../column/codec-of.js';
import { fieldOf } from '../column/field-model.fixture.js';
import type { OrderNode } from '../query/collection-query.js';
import { keysetSql, orderingSql, reversedOrdering } from './keyset-sql.js';
import { SqlWriter } from './sql-writer.js';

const codec = codecOf(fieldOf('int'), 'postgresql');
const term = (
  name: string,
  options: Partial<OrderNode> & { nullable?: boolean } = {},
): OrderNode => {
  const { nullable = false, descending = false, nulls = 'last' } = options;
  const field = {
    name,
    column: name,
    position: 0,
    nullable,
    nondeterministic: false,
    codec,
    text: () => ({}),
  };
  return { field, descending, nulls };
};

const ID = term('id');
const RANK = term('rank', { nullable: true });
const RANK_FIRST = term('rank', { nullable: true, nulls: 'first' });
const TITLE = term('title', { descending: true });

describe('an ordering', () => {
  it('says where nulls go where there can be some', () => {
    expect(orderingSql([TITLE, RANK, ID], '"t"')).toBe(
      '"t"."title" desc, "t"."rank" nulls last, "t"."id"',
    );
  });

  it('from its end is the reverse in all', () => {
    expect(orderingSql(reversedOrdering([TITLE, RANK, ID]), '"t"')).toBe(
      '"t"."title", "t"."rank" desc nulls first, "t"."id" desc',
    );
  });
});

/** The ordering; whether the place belongs to it, and its values; the SQL, and its parameters. */
const CASES: readonly (readonly [
  string,
  readonly OrderNode[],
  readonly [boolean, ...(number | null)[]],
  readonly [string, ...number[]],
])[] = [
  ['by key', [ID], [false, 7], ['(("id" > $1))', 7]],
  ['with the place', [ID], [true, 7], ['(("id" > $1) or ("id" = $2))', 7, 7]],
  [
    'by a field, descending',
    [TITLE, ID],
    [false, 5, 7],
    ['(("title" < $1) or ("title" = $2 and "id" > $3)) and "title" <= $4', 5, 5, 7, 5],
  ],
  [
    'by a nullable field',
    [RANK, ID],
    [false, 5, 7],
    [
      '((("rank" > $1 or "rank" is null)) or ("rank" = $2 and "id" > $3)) and ("rank" >= $4 or "rank" is null)',
      5,
      5,
      7,
      5,
    ],
  ],
  [
    'among the nulls at the end',
    [RANK, ID],
    [false, null, 7],
    ['(("rank" is null and "id" > $1)) and "rank" is null', 7],
  ],
  [
    'among the nulls at the start',
    [RANK_FIRST, ID],
    [false, null, 7],
    ['(("rank" is not null) or ("rank" is null and "id" > $1))', 7],
  ],
  [
    'behind the nulls at the start',
    [RANK_FIRST, ID],
    [false, 5, 7],
    ['(("rank" > $1) or ("rank" = $2 and "id" > $3)) and "rank" >= $4', 5, 5, 7, 5],
  ],
  ['behind the last null', [RANK], [false, null], ['1 = 0']],
];

describe('the rows behind a place', () => {
  it.each(CASES)('%s', (_what, ordering, place, [sql, ...parameters]) => {
    const [inclusive, ...values] = place;
    const writer = new SqlWriter('postgresql');

    expect(keysetSql(ordering, { values, inclusive }, writer)).toBe(sql);
    expect(writer.parameters).toEqual(parameters);
  });
});
