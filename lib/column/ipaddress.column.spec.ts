import { describe, expect, it } from 'vitest';

import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('ipaddress'), 'sqlite');

describe('an ipaddress', () => {
  // Sections of RFC 5952 that ask for the form.
  it.each([
    ['203.0.113.7', '203.0.113.7', 'IPv4'],
    ['2001:0db8::0001', '2001:db8::1', '4.1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1', '4.2.1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1', '4.2.2'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', '4.2.3'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '4.2.3'],
    ['2001:DB8::A', '2001:db8::a', '4.3'],
    ['::FFFF:C000:201', '::ffff:192.0.2.1', '5'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', '5'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221', 'one form'],
    ['0:0:0:0:0:0:0:0', '::', '4.2.1'],
  ])('takes %s as %s (%s)', (input, value) => {
    expect(codec.parse(input)).toBe(value);
    expect(codec.parse(value)).toBe(value);
  });

  it.each([
    ...['', ' ', '1', '127.1', '256.0.0.1', '01.2.3.4', '1.2.3.4 ', '1.2.3.4/32', '1.2.3.4\n'],
    ...[':::', '1::2::3', '[::1]', '::1/128', 'fe80::1%eth0', '::g', 'localhost', '0x7f.0.0.1'],
    ...[1, null, {}, ['::1']],
  ])('refuses %j', (input) => {
    expect(codec.parse(input)).toMatchObject({ type: 'ip_any_address' });
  });

  it('is inet on PostgreSQL, and a text of the longest on SQLite', () => {
    expect(codec.columnType).toBe('varchar(45)');
    expect(codecOf(fieldOf('ipaddress'), 'postgresql').columnType).toBe('inet');
  });

  it.each([
    ['::192.0.2.1', '::c000:201'],
    ['::1', '::1'],
    ['192.168.0.0/16', '192.168.0.0/16'],
    ['something', 'something'],
  ])('stored as %s is shown as %s', (raw, shown) => {
    expect(codec.fromDriver(raw)).toBe(shown);
    expect(codec.toText(raw)).toBe(JSON.stringify(shown));
  });
});
