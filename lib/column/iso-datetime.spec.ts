import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIsoDateTime } from './iso-datetime.js';

const printed = (text: string) => {
  const moment = readIsoDateTime(text);
  return moment instanceof Date ? moment.toISOString() : moment.type;
};

describe('a moment in ISO 8601', () => {
  it.each([
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T09:56', '2026-11-22T09:56:00.000Z'],
    ['2026-11-22T09:56:33Z', '2026-11-22T09:56:33.000Z'],
    ['2026-11-22t09:56:33.158z', '2026-11-22T09:56:33.158Z'],
    ['2026-11-22 09:56:33.1580', '2026-11-22T09:56:33.158Z'],
    ['2026-11-22T09:56:33.5+05:30', '2026-11-22T04:26:33.500Z'],
    ['2026-11-22T09:56:33-0800', '2026-11-22T17:56:33.000Z'],
    ['2026-11-22T00:00+23:59', '2026-11-21T00:01:00.000Z'],
    ['2026-11-22T00:00-00:00', '2026-11-22T00:00:00.000Z'],
    ['2024-02-29T00:00', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['0050-06-01T12:00', '0050-06-01T12:00:00.000Z'],
    ['0000-12-31T23:00-01:00', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, iso) => {
    expect(printed(text)).toBe(iso);
  });

  it.each([
    '2026-02-29T00:00',
    '2026-11-31',
    '2026-13-01T00:00',
    '2026-11-22T24:00',
    '2026-11-22T23:60',
    '2026-11-22T23:59:60',
    '2026-11-22T09:56+24:00',
    '2026-11-22T09:56+05:60',
    '2026-11-22T09:56+05',
    '2026-11-22T09:56 Z',
    '2026-11-22T',
    '2026-11-22Z',
    '2026-11-22T9:56',
    '2026-11-22T09:56:33,5',
    '2026-11-22T09:56:33.1234567890',
    '20261122T0956',
    '2026-W47-7',
    '2026-1-1',
    '+002026-11-22',
    '10000-01-01',
    '0000-12-31',
    '0001-01-01T00:00+00:01',
    '9999-12-31T23:59:59.999-00:01',
    ' 2026-11-22',
    '2026-11-22\n',
    '1700000000000',
    'now',
    '',
  ])('is not %j', (text) => {
    expect(printed(text)).toBe('datetime_parsing');
  });

  it('is refused rather than rounded when finer than milliseconds', () => {
    expect(printed('2026-11-22T09:56:33.158275')).toBe('datetime_precision');
  });

  it('is printed and read back as the same moment, in any zone', () => {
    const moments = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: -1439, max: 1439 }), (moment, offset) => {
        const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const minutes = Math.abs(offset);
        const zone = [Math.trunc(minutes / 60), minutes % 60].map((n) =>
          String(n).padStart(2, '0'),
        );

        expect(printed(moment.toISOString())).toBe(moment.toISOString());
        expect(printed(`${local}${offset < 0 ? '-' : '+'}${zone.join(':')}`)).toBe(
          moment.toISOString(),
        );
      }),
    );
  });
});
