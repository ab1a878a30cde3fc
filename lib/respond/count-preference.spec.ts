import { expect, it } from 'vitest';

import { countPreference } from './count-preference.js';

it.each([
  [undefined, undefined],
  ['', undefined],
  ['count=exact', 'exact'],
  ['count=estimated', 'estimated'],
  ['count=none', 'none'],
  ['Count = "NONE" ; x=y', 'none'],
  ['return=minimal, count=none', 'none'],
  [['respond-async', 'count=none'], 'none'],
  ['count=none, count=exact', 'none'],
  ['count=planned', undefined],
  ['count=exact1', undefined],
  ['discount=none', undefined],
  ['count', undefined],
])('Prefer: %j asks for %s', (header, mode) => {
  expect(countPreference(header)).toBe(mode);
});
