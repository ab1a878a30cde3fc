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
    ['sqlite:shop.db', 'shop.db'],
    ['sqlite:///shop.db', 'shop.db'],
    ['sqlite+aiosqlite:////var/50%25 #1.db', '/var/50%25 #1.db'],
    ['sqlite:./file:shop.db', './file:shop.db'],
    ['sqlite:shop.db?', 'shop.db'],
    ['sqlite:shop.db?mode=rwc', 'shop.db'],
    ['sqlite://', ':memory:'],
    ['sqlite:///:memory:', ':memory:'],
  ])('of SQLite is read: %s', (url, file) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: 'sqlite', file });
  });

  it.each([
    ['postgresql://eve:secret@/shop?host=/run/postgresql', 'eve'],
    ['postgresql+psycopg2://eve@:5433/shop?application_name=a&host=%2Frun', 'eve'],
  ])('of PostgreSQL names a socket as in SQLAlchemy: %s', (url, user) => {
    const location = parseDatabaseUrl(url);

    expect(new URL('url' in location ? location.url : '')).toMatchObject({
      username: user,
      pathname: '/shop',
      search: url.slice(url.indexOf('?')),
    });
  });

  it.each([
    ['sqlite:///ro.db?mode=ro', /has 'mode' behind '\?', which would be ignored/],
    ['sqlite:a.db?timeout=5&check_same_thread=False', /has 'timeout', 'check_same_thread'/],
    ['sqlite:what?.db', /has '.db' behind .+ has to be renamed/],
    ['sqlite::memory:?cache=shared', /has 'cache'/],
    ['sqlite:///file:ro.db', /names a URI, 'file:…', .+ Write the path alone/],
    ['sqlite:///file:ro.db?mode=ro&uri=true', /names a URI.*\n.*has 'mode', 'uri'/],
    ['postgresql://eve:secret@/shop', /can not be read/],
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
