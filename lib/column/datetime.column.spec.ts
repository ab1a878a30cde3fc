import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const sqlite = codecOf(fieldOf('datetime'), 'sqlite');
const postgres = codecOf(fieldOf('datetime'), 'postgresql');
const MOMENT = new Date('2026-11-22T09:56:33.158Z');

describe('a datetime', () => {
  it('takes a Date and ISO 8601 text', () => {
    expect(sqlite.parse(MOMENT)).toEqual(MOMENT);
    expect(sqlite.parse('2026-11-22T10:56:33.158+01:00')).toEqual(MOMENT);
  });

  it.each([
    [0, 'datetime_type'],
    [null, 'datetime_type'],
    [{}, 'datetime_type'],
    [true, 'datetime_type'],
    [new Date(NaN), 'datetime_parsing'],
    [new Date(8.64e15), 'datetime_parsing'],
    [new Date('-000001-01-01T00:00:00Z'), 'datetime_parsing'],
  ])('refuses %o as %s', (input, type) => {
    expect(sqlite.parse(input)).toMatchObject({ type });
  });

  it('is stored in SQLite as SQLAlchemy stores it, in PostgreSQL with its zone', () => {
    expect(sqlite.toDriver(MOMENT)).toBe('2026-11-22 09:56:33.158000');
    expect(postgres.toDriver(MOMENT)).toBe('2026-11-22T09:56:33.158Z');
  });

  it('has the types of SQLAlchemy, and milliseconds', () => {
    expect([sqlite.columnType, postgres.columnType]).toEqual(['datetime', 'timestamptz(3)']);
  });

  it('compares moments, not texts', () => {
    const codec = codecOf(fieldOf('datetime', { lt: '2026-01-01' }), 'sqlite');
    const moments = ['2026-01-01T05:00+06:00', '2026-01-01T05:00+05:00'].map((text) =>
      codec.parse(text),
    );

    expect(moments.map((moment) => codec.constraints[0]?.accepts(moment))).toEqual([true, false]);
  });

  it.each([
    ['2026-11-22 09:56:33+00', '"2026-11-22T09:56:33.000Z"'],
    ['2026-11-22 09:56:33.1+00', '"2026-11-22T09:56:33.100Z"'],
    ['2026-11-22 09:56:33.158275+00', '"2026-11-22T09:56:33.158Z"'],
    ['2026-11-22 09:56:33.158', '"2026-11-22T09:56:33.158Z"'],
    ['2026-11-22 15:26:33.158+05:30', '"2026-11-22T09:56:33.158Z"'],
    ['0001-01-01 00:00:00+00', '"0001-01-01T00:00:00.000Z"'],
    ['infinity', '"infinity"'],
    ['0044-03-15 12:00:00+00 BC', '"-000043-03-15T12:00:00.000Z"'],
    ['12345-01-01 05:30:00.5+05:30', '"+012345-01-01T00:00:00.500Z"'],
    ['294276-12-31 00:00:00+00', '"294276-12-31 00:00:00+00"'],
  ])('that PostgreSQL writes as %s is %s', (raw, text) => {
    expect(postgres.toText(raw)).toBe(text);
  });

  it.each([
    ['2026-11-22 09:56:33.158000', '"2026-11-22T09:56:33.158Z"'],
    ['2026-11-22 09:56:33.158275', '"2026-11-22T09:56:33.158Z"'],
    ['2026-11-22 09:56:33', '"2026-11-22T09:56:33.000Z"'],
    ['2026-11-22 09:56:33.158+05', '"2026-11-22T04:56:33.158Z"'],
    ['2026-11-22T09:56:33.158Z', '"2026-11-22T09:56:33.158Z"'],
    [1_795_341_393_158, '"2026-11-22T09:56:33.158Z"'],
    ['0000"00"00 00:00:00.000000', String.raw`"0000\"00\"00 00:00:00.000000"`],
    [9e15, '"9000000000000000"'],
  ])('that a SQLite table holds as %s is %s', (raw, text) => {
    expect(sqlite.toText(raw)).toBe(text);
  });

  it('is the same on the fast way and through a Date', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const raw = sqlite.toDriver(moment);
        const rawPostgres = moment
          .toISOString()
          .replace('T', ' ')
          .replace(/\.?0*Z$/, '+00');

        expect(sqlite.toText(raw)).toBe(JSON.stringify(moment));
        expect(sqlite.fromDriver(raw)).toEqual(moment);
        expect(postgres.toText(rawPostgres)).toBe(JSON.stringify(moment));
        expect(postgres.fromDriver(rawPostgres)).toEqual(moment);
      }),
    );
  });
});
