import { describe, expect, it } from 'vitest';

import { isMissingPackage } from './missing-package.js';

describe('a package that is not there', () => {
  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])('is told by %s', (code) => {
    expect(isMissingPackage(Object.assign(new Error('Cannot find it'), { code }))).toBe(true);
  });

  it.each([new Error('broken within'), undefined, null])('is not told by %s', (error) => {
    expect(isMissingPackage(error)).toBe(false);
  });
});
