import { describe, expect, it } from 'vitest';

import { parseDatabaseUrl } from './database-url.js';

const AT = 'postgresql://eve:secret@host:5432/shop';

describe('a database URL', () => {
  it.each([
    AT,
    `${AT}?sslmode=verify-full&sslrootcert=ca.pem&channel_binding=require`,
    `${AT}?sslmode=verify-full&sslrootcert=system`,
    `${AT}?sslmode=require&uselibpqcompat=true&sslnegotiation=direct`,
    `${AT}?ssl=true&application_name=shop`,
    'postgresql:///shop?host=/var/run/postgresql',
  ])('of PostgreSQL is read: %s', (url) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: 'postgresql', url });
  });

  it.each([
    ['', /is empty/],
    ['shop', /begins with no scheme/],
    ['mysql://host/shop', /begins with 'mysql:'/],
    ['postgresql://', /names no database/],
    ['postgresql://eve:secret@host:5432/', /names no database/],
    [`${AT}?sslmode=bogus`, /unknown value of 'sslmode'\. Write one of disable, require/],
    [`${AT}?ssl=prefer`, /unknown value of 'ssl'/],
    [`${AT}?ssl=true&sslmode=disable`, /has 'ssl' and 'sslmode'/],
    [`${AT}?sslnegotiation=bogus`, /unknown value of 'sslnegotiation'/],
    [`${AT}?sslmode=verify-ca`, /no file as 'sslrootcert'/],
    [`${AT}?sslmode=verify-full&sslrootcert=`, /no file as 'sslrootcert'/],
    [`${AT}?sslmode=require&sslrootcert=system`, /Write sslmode=verify-full/],
    [`${AT}?sslmode=require&channel_binding=require`, /Write sslmode=verify-full/],
    [`${AT}?port=abc`, /'port' that is none/],
    ['postgresql://eve:123?secret@host:5432/db', /Percent-encode special characters/],
    ['postgresql://eve:p%E9secret@host/db', /can not be read/],
    [`${AT}?pgbouncer=true&sslmode=require`, /has 'pgbouncer', which would be ignored/],
  ])('is refused without its password: %s', (url, message) => {
    expect(() => parseDatabaseUrl(url)).toThrow(message);
    expect(() => parseDatabaseUrl(url)).not.toThrow('secret');
  });
});
