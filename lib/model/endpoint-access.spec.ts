import { describe, expect, it } from 'vitest';

import { AuthenticationBackend } from '../declare/authentication-backend.js';
import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { Permission } from '../declare/permission.js';
import { resolveAccess } from './endpoint-access.js';

class Tokens extends AuthenticationBackend {
  authenticate() {
    return null;
  }
}

class Passwords extends Tokens {}

class Everybody extends Permission {
  static override readonly open = true;

  hasPermission() {
    return true;
  }
}

class Members extends Permission {
  hasPermission() {
    return true;
  }
}

class Admins extends Members {}

const TOKENS = [Tokens];

describe('the access of an endpoint', () => {
  it('is open to everybody where nobody says anything', () => {
    expect(resolveAccess({}, undefined)).toEqual({});
  });

  it('is open where the permission is, and no backend has to be asked', () => {
    const options = { methods: ['GET'], authentication: { permission: Everybody } } as const;

    expect(resolveAccess(options, undefined)).toEqual({});
  });

  it('is not open where a class of its own extends an open one, as it may refuse', () => {
    class Office extends Everybody {
      override hasPermission() {
        return false;
      }
    }

    expect(access({ authentication: { permission: Office } })).toEqual({
      backends: [],
      permission: Office,
    });
  });

  it('still asks a backend who calls where everybody may', () => {
    const authentication = { backend: Tokens, permission: Everybody };

    expect(access({ authentication })).toEqual({ backends: TOKENS, permission: Everybody });
  });

  it.each<[string, EndpointOptions, AuthenticationOptions | undefined, unknown]>([
    ['the defaults', {}, { backend: Tokens }, { backends: TOKENS, permission: undefined }],
    [
      'the defaults, key by key',
      on({ permission: Admins }),
      { backend: Tokens },
      { backends: TOKENS, permission: Admins },
    ],
    [
      'the endpoint',
      on({ backend: Passwords }),
      { backend: Tokens },
      { backends: [Passwords], permission: undefined },
    ],
    [
      'the verb',
      { ...get({ backend: Passwords }), ...on({ backend: Tokens, permission: Admins }) },
      { backend: Tokens, permission: Everybody },
      { backends: [Passwords], permission: Admins },
    ],
    [
      'a verb that says nothing (7.10 of the seed)',
      { methods: { GET: {} }, ...on({ backend: Tokens }) },
      undefined,
      { backends: TOKENS, permission: undefined },
    ],
    [
      'a list without the verb: whoever is authenticated (7.8 of the seed)',
      on({ backend: Tokens, permission: { POST: Everybody } }),
      undefined,
      { backends: TOKENS, permission: undefined },
    ],
    [
      'a list without the verb: the defaults',
      on({ permission: { POST: Everybody } }),
      { backend: Tokens, permission: Admins },
      { backends: TOKENS, permission: Admins },
    ],
    [
      'a list without the verb: never defaults that are open',
      on({ permission: { POST: Admins } }),
      { backend: Tokens, permission: Everybody },
      { backends: TOKENS, permission: undefined },
    ],
    [
      'an empty list: never open',
      on({ permission: {} }),
      { backend: Tokens, permission: { GET: Everybody } },
      { backends: TOKENS, permission: undefined },
    ],
  ])('is what is said by %s', (_what, options, defaults, expected) => {
    expect(access(options, defaults)).toEqual(expected);
  });

  it('is left out for verbs that are not registered', () => {
    const found = resolveAccess({ methods: ['GET', 'POST'] }, { backend: Tokens });

    expect(Object.keys(found)).toEqual(['GET', 'POST']);
  });
});

function access(options: EndpointOptions, defaults?: AuthenticationOptions) {
  return resolveAccess(options, defaults).GET;
}

function on(authentication: AuthenticationOptions): EndpointOptions {
  return { authentication };
}

function get(authentication: { backend: typeof Tokens }): EndpointOptions {
  return { methods: { GET: { authentication } } };
}
