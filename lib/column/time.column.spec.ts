import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('time', { lt: '17:00' }), 'sqlite');

describe('a time', () => {
  it.each([
    ['09:56', '09:56:00.000'],
    ['09:56:33', '09:56:33.000'],
    ['09:56:33.5', '09:56:33.500'],
    ['23:59:59.999000', '23:59:59.999'],
  ])('takes %s as %s', (input, time) => {
    expect(codec.parse(input)).toBe(time);
  });

  it.each([
    ['24:00', 'time_parsing'],
    ['09:56Z', 'time_parsing'],
    ['09:56+01:00', 'time_parsing'],
    ['9:56', 'time_parsing'],
    ['09:56:33.1581', 'time_precision'],
    [3600, 'time_type'],
    [new Date(), 'time_type'],
    [null, 'time_type'],
  ])('refuses %j as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it('is stored in SQLite as SQLAlchemy stores it', () => {
    expect(codec.toDriver('09:56:33.500')).toBe('09:56:33.500000');
    expect(codecOf(fieldOf('time'), 'postgresql').toDriver('09:56:33.500')).toBe('09:56:33.500');
  });

  it.each([
    ['12:30:00', '12:30:00.000'],
    ['12:30:00.5', '12:30:00.500'],
    ['12:30:00.500999', '12:30:00.500'],
    ['24:00:00', '24:00:00.000'],
    ['noon', 'noon'],
  ])('stored as %s is shown as %s', (raw, time) => {
    expect(codec.fromDriver(raw)).toBe(time);
    expect(codec.toText(raw)).toBe(`"${time}"`);
  });

  it('is bounded by times, however they are written', () => {
    const times = ['16:59:59.999', '17:00:00'].map((text) => codec.parse(text));

    expect(times.map((time) => codec.constraints[0]?.accepts(time))).toEqual([true, false]);
  });
});
