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

  it.each(['MY001', 'AB123', '45000', 'P0002', 'P0004', '09000', '20000', '27000', '38001'])(
    'with the code %s is what a function says',
    (code) => {
      const error = Object.assign(new Error('no'), { code, severity: 'ERROR' });

      expect(driverFailure(error)?.kind).toBe('raised');
    },
  );

  it.each(['42P01', 'F0000', 'HV000', 'XX000'])('with the code %s is a bug of somebody', (code) => {
    const error = Object.assign(new Error('no'), { code, severity: 'ERROR' });

    expect(driverFailure(error)).toBeUndefined();
  });

  it('of Node is no word of a function, however short its code is', () => {
    const error = Object.assign(new Error('no'), { code: 'EPERM' });

    expect(driverFailure(error)).toBeUndefined();
  });

  it.each([
    [`unnamed portal parameter $3 = '...'`, 3],
    [`unbenanntes Portal, Parameter $12`, 12],
    [`invalid type name "a"\nunnamed portal parameter $1 = 'a\n$7 = ''b'`, 1],
    ['PL/pgSQL function f() line 3 at RAISE', undefined],
    ['SQL statement "select $1"\nPL/pgSQL function f() line 3 at EXECUTE', undefined],
    [
      `SQL statement "select 1/0\nwhere $1 = 'a' "\nPL/pgSQL function f() line 1 at EXECUTE`,
      undefined,
    ],
    [`PL/pgSQL function f() line 1 at RAISE\nunnamed portal with parameters: $1 = '1'`, undefined],
  ])('tells the parameter that could not be read: %j', (where, parameter) => {
    const error = Object.assign(new Error('no'), { code: '22P02', where });

    expect(driverFailure(error)).toMatchObject({ kind: 'value', parameter });
  });

  it('is a bug of ours where nobody knows it', () => {
    const error = Object.assign(new Error('syntax error'), { code: '42601' });

    expect([driverFailure(error), driverFailure(new Error('no'))]).toEqual([undefined, undefined]);
  });
});
