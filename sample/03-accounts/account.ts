import {
  AllowAny,
  Endpoint,
  Field,
  hashPassword,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  ValidationError,
} from 'nestjs-lightapi';

import { isAdmin, nameOf } from './caller.js';

const MIN_PASSWORD = 12;

/** Anybody registers; each sees their own account, and an admin sees all. */
@Endpoint('/accounts', {
  methods: { GET: {}, POST: { authentication: { permission: AllowAny } } },
})
export class Account extends RestEndpoint {
  @Field({ pattern: '^[a-z][a-z0-9_]{1,31}$', unique: true })
  username!: string;

  @Field()
  is_admin!: boolean;

  @Field()
  password_hash!: string;

  override scope(request: LightApiRequest) {
    if (request.method === 'POST' || isAdmin(request)) return undefined;
    return { username: nameOf(request) };
  }

  /** Nobody makes themselves an admin, and what is stored of a password is its hash. */
  override async create({ username, password }: RequestBody, request: LightApiRequest) {
    const password_hash = await hashPassword(checkedPassword(password));
    return shown(await super.create({ username, password_hash, is_admin: false }, request));
  }

  override async list(request: LightApiRequest) {
    const { results } = await super.list(request);
    return { results: results.map(shown) };
  }

  override async retrieve(request: LightApiRequest, id: string) {
    return shown(await super.retrieve(request, id));
  }
}

function checkedPassword(password: unknown): string {
  if (typeof password === 'string' && password.length >= MIN_PASSWORD) return password;
  const msg = `String should have at least ${MIN_PASSWORD} characters`;
  throw new ValidationError([{ type: 'string_too_short', loc: ['password'], msg, input: null }]);
}

function shown<T extends { password_hash: string }>(account: T): T {
  return { ...account, password_hash: undefined };
}
