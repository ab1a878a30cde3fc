import { describe, expect, it } from 'vitest';

import { substitute, withoutVariables } from './environment.js';

const ENVIRONMENT = { NAME: 'shop', EMPTY: '', NESTED: '${NAME}', DOLLAR: '$&' };

describe('substitute', () => {
  it.each([
    ['no variable', 'no variable', []],
    ['${NAME}', 'shop', []],
    ['a ${NAME} and ${NAME}', 'a shop and shop', []],
    ['${NONE:-default}', 'default', []],
    ['${NONE:-}', '', []],
    ['${EMPTY:-default}', 'default', []],
    ['${NAME:-default}', 'shop', []],
    ['sqlite:///${NONE:-a/b.db}', 'sqlite:///a/b.db', []],
    ['${NONE}', '${NONE}', ['NONE']],
    ['${EMPTY}', '${EMPTY}', ['EMPTY']],
    ['${NONE} ${NEITHER}', '${NONE} ${NEITHER}', ['NONE', 'NEITHER']],
    ['$${NAME}', '${NAME}', []],
    ['$NAME', '$NAME', []],
    ['${}', '${}', []],
    ['${1ST}', '${1ST}', []],
    ['${NESTED}', '${NAME}', []],
    ['${DOLLAR}', '$&', []],
    ['${constructor}', '${constructor}', ['constructor']],
  ])('makes of %j', (text, expected, missing) => {
    expect(substitute(text, ENVIRONMENT)).toEqual({ text: expected, missing });
  });

  it('takes no time over many braces', () => {
    const began = performance.now();

    substitute('${A:-'.repeat(50_000), ENVIRONMENT);

    expect(performance.now() - began).toBeLessThan(2000);
  });
});

it.each(['plain', '${NAME}', '$${NAME}', '${NAME:-a}', '${NONE:-${NAME}}', '${1ST}', '$', '${}'])(
  'withoutVariables keeps %j from being one',
  (text) => {
    expect(substitute(withoutVariables(text), ENVIRONMENT)).toEqual({ text, missing: [] });
  },
);
