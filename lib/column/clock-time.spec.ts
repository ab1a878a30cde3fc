import { describe, expect, it } from 'vitest';
import { fixedClockTime, fractionAsLong, readClockTime } from './clock-time.js';
import { InvalidValue } from './column-codec.interface.js';

const malformed = new InvalidValue('malformed', '');
const tooPrecise = new InvalidValue('too_precise', '');
const read = (text: string) => readClockTime(text, { malformed, tooPrecise });

describe('a time of the clock', () => {
  it.each([
    ['00:00', '00:00:00.000'],
    ['23:59:59', '23:59:59.000'],
    ['09:56:33.1', '09:56:33.100'],
    ['09:56:33.158', '09:56:33.158'],
    ['09:56:33.158000000', '09:56:33.158'],
    ['09:56:33.00000', '09:56:33.000'],
  ])('%s is %s', (text, time) => {
    expect(read(text)).toBe(time);
  });

  it.each([
    '24:00',
    '23:60',
    '23:59:60',
    '9:56',
    '09:56:3',
    '09:56:33.',
    '09:56.5',
    '',
    '09:56Z',
    '09:56\n',
    '09:56:33.1234567890',
  ])('is not %j', (text) => {
    expect(read(text)).toBe(malformed);
  });

  it.each(['09:56:33.1581', '09:56:33.158000001', '09:56:33.0001'])(
    '%s is finer than milliseconds',
    (text) => {
      expect(read(text)).toBe(tooPrecise);
    },
  );

  it('is cut to milliseconds where it is stored, never rounded', () => {
    expect(fixedClockTime('09:56:33.158999')).toBe('09:56:33.158');
  });
});

it.each([
  ['100', 1, '.1'],
  ['250', 1, '.25'],
  ['250', 2, '.25'],
  ['158', 0, '.158'],
  ['100', 6, '.100000'],
  ['000', 0, ''],
  ['000', 2, '.00'],
])(
  '%s thousandths are written in %i digits where nothing is lost: %s',
  (thousandths, length, text) => {
    expect(fractionAsLong(thousandths, length)).toBe(text);
  },
);
