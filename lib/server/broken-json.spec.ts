import { describe, expect, it } from 'vitest';

import { brokenJson } from './broken-json.js';

describe('a body that is no JSON', () => {
  it.each([
    ['{', ', at line 1, column 2'],
    ['{"a":1,\n "b" 2}', ', at line 2, column 6'],
    ['{"a":', ', as it ends too early'],
    ['{"a":NaN}', ", as 'N' stands where it can't"],
    ['\ufeff{"a":NaN}', ", as 'N' stands where it can't"],
    ['{"a":\u0001}', ''],
    ['{"a":😀}', ''],
  ])('names the place as far as it is known: %j', (text, place) => {
    expect(brokenJson(text)).toBe(`the body is not valid JSON${place}`);
  });

  it.each(['{"__proto__":1}', '[{"constructor":{"prototype":1}}]'])(
    'is told from one that has forbidden members: %s',
    (text) => {
      expect(brokenJson(text)).toBe(`the body has a member '__proto__' or 'constructor.prototype'`);
    },
  );
});
