import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { columnProblems } from './column-problems.js';
import { fieldOf } from './field-model.fixture.js';

const sqlite = codecOf(fieldOf('json'), 'sqlite');
const postgres = codecOf(fieldOf('json'), 'postgresql');

describe('a json column', () => {
  it('has types that keep the text, and is read as text', () => {
    expect([sqlite.columnType, postgres.columnType]).toEqual(['text', 'json']);
    expect(sqlite.selection?.('"data"')).toContain('json_valid("data")');
    expect(postgres.selection?.('"data"')).toBe('"data"::text');
  });

  it('is stored and shown as the text of its value', () => {
    const text = '{"b":[1,"x",null],"a":0.1}';

    const stored = sqlite.toDriver(sqlite.parse(JSON.parse(text)));

    expect(stored).toBe(text);
    expect(sqlite.toText(stored)).toBe(text);
    expect(sqlite.fromDriver(stored)).toEqual(JSON.parse(text));
  });

  it('reads what `pg` has parsed, and a number of a foreign SQLite table', () => {
    expect(postgres.fromDriver({ a: 1 })).toEqual({ a: 1 });
    expect(postgres.toText({ a: 1 })).toBe('{"a":1}');
    expect(sqlite.toText(12)).toBe('12');
  });

  it.each([
    [{ unique: true }, "PostgreSQL can't compare json; remove 'unique'"],
    [{ index: true }, "PostgreSQL can't compare json; remove 'index'"],
  ])('is a problem with %j', (rest, problem) => {
    expect(columnProblems(fieldOf('json', {}, rest))).toEqual([problem]);
  });
});
