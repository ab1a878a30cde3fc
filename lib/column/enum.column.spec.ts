import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { columnProblems } from './column-problems.js';
import { fieldOf } from './field-model.fixture.js';

describe('an enum', () => {
  const codec = codecOf(fieldOf('enum', { values: ['draft', 'published', 'old'] }), 'sqlite');

  it('takes one of its values', () => {
    expect(codec.parse('draft')).toBe('draft');
  });

  it.each(['Draft', 'draft ', '', 'constructor', 0, null, ['draft'], new String('draft')])(
    'refuses %j',
    (input) => {
      expect(codec.parse(input)).toMatchObject({
        type: 'enum',
        msg: "Input should be 'draft', 'published' or 'old'",
      });
    },
  );

  it.each([
    [['a'], "Input should be 'a'"],
    [['a', 'b'], "Input should be 'a' or 'b'"],
  ])('lists %j', (values, msg) => {
    expect(codecOf(fieldOf('enum', { values }), 'sqlite').parse('z')).toMatchObject({ msg });
  });

  it.each([
    [undefined, "'values' is missing; list the texts that the enum may hold"],
    [[], "'values' is missing; list the texts that the enum may hold"],
    [['a', 'b', 'a'], "'values' names 'a' twice; remove one"],
    [['a\0'], expect.stringMatching(/^'values' can't be stored \(.*U\+0000\); list other texts$/)],
    [[1], expect.stringContaining('valid string')],
  ])('with the values %j is a problem', (values, problem) => {
    const field = fieldOf('enum', values === undefined ? {} : { values: values as string[] });

    expect(columnProblems(field)).toEqual([problem]);
  });
});
