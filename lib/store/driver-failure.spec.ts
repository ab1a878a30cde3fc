import { describe, expect, it } from 'vitest';

import { driverFailure } from './driver-failure.js';

describe('an error of a driver', () => {
  it.each([
    '55P03',
    '57P01',
    '26000',
    '08006',
    'SQLITE_BUSY',
    'ECONNREFUSED',
    'ENOENT',
    'ENETUNREACH',
  ])('with the code %s passes', (code) => {
    const error = Object.assign(new Error('words of the driver'), { code });

    expect(driverFailure(error)?.kind).toBe('unavailable');
  });

  it.each([
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client was closed and is not queryable',
    'Client has encountered a connection error and is not queryable',
    'Connection terminated unexpectedly',
  ])('of pg without a code passes: %s', (message) => {
    expect(driverFailure(new Error(message))?.kind).toBe('unavailable');
  });

  it('is a bug of ours where nobody knows it', () => {
    const error = Object.assign(new Error('syntax error'), { code: '42601' });

    expect([driverFailure(error), driverFailure(new Error('no'))]).toEqual([undefined, undefined]);
  });
});
