import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('uuid'), 'sqlite');
const UUID = '0199d3ad-5b1c-7cf1-a1c3-2f0d7d1f00ab';

describe('a uuid', () => {
  it.each([
    [UUID, UUID],
    [UUID.toUpperCase(), UUID],
    ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ['FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('takes %s in lower case', (input, value) => {
    expect(codec.parse(input)).toBe(value);
  });

  it.each([
    [UUID.replaceAll('-', ''), 'uuid_parsing'],
    [`{${UUID}}`, 'uuid_parsing'],
    [`urn:uuid:${UUID}`, 'uuid_parsing'],
    [`${UUID}\n`, 'uuid_parsing'],
    [UUID.replace('0', 'g'), 'uuid_parsing'],
    ['', 'uuid_parsing'],
    [1, 'uuid_type'],
    [null, 'uuid_type'],
  ])('refuses %j as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it('has a type on SQLite that leaves digits alone', () => {
    expect(codec.columnType).toBe('char(36)');
    expect(codecOf(fieldOf('uuid'), 'postgresql').columnType).toBe('uuid');
  });

  it.each([UUID, UUID.toUpperCase(), UUID.replaceAll('-', '')])(
    'is shown with hyphens and in lower case, stored as %s',
    (raw) => {
      expect(codec.fromDriver(raw)).toBe(UUID);
      expect(codec.toText(raw)).toBe(`"${UUID}"`);
    },
  );
});
