import { describe, expect, it } from 'vitest';

import { parseDatabaseUrl } from './database-url.js';

const AT = 'postgresql://eve:secret@host:5432/shop';

describe('a database URL', () => {
  it.each([
    AT,
    `${AT}?sslmode=verify-full&sslrootcert=ca.pem&channel_binding=require`,
    `${AT}?ssl=true&application_name=shop&connect_timeout=5`,
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
    [`${AT}?sslmode=bogus`, /unknown 'sslmode'.*require/],
    [`${AT}?sslmode=prefer`, /none that encrypts only where the server offers it/],
    [`${AT}?ssl=maybe`, /unknown 'sslmode'/],
    [`${AT}?sslmode=verify-ca`, /without 'sslrootcert'/],
    [`${AT}?pgbouncer=true&sslmode=require`, /has 'pgbouncer', which would be ignored/],
  ])('is refused without its password: %s', (url, message) => {
    expect(() => parseDatabaseUrl(url)).toThrow(message);
    expect(() => parseDatabaseUrl(url)).not.toThrow('secret');
  });
});
