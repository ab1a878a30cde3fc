import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { InvalidCredentialsError } from '../error/invalid-credentials.error.js';
import type { DetailEntry } from '../error/request.error.js';
import { ValidationError } from '../error/validation.error.js';
import { missing, notAnObject } from '../validate/detail-entries.js';
import { isObject } from '../validate/input.validator.js';
import { basicCredentials, type BasicCredentials, hasBasicScheme } from './authorization-header.js';
import { type CredentialValidator, MAX_PASSWORD, MAX_USERNAME } from './credential.validator.js';
import type { JwtTokens } from './jwt-tokens.js';
import type { LoginOptions } from './login-options.interface.js';

/** What a login answers. */
export interface LoginAnswer {
  readonly token?: string;
  readonly user: object;
}

/** What makes the service. */
export interface LoginServiceParts {
  readonly validator: CredentialValidator;
  readonly tokens: JwtTokens;
  readonly options: LoginOptions;
  /** Whether anybody would accept a token. */
  readonly issuesTokens: boolean;
}

/** Seconds. */
const EXPIRATION = 3600;

/** Lets users in, by a JSON body or a Basic header. */
export class LoginService {
  constructor(private readonly parts: LoginServiceParts) {}

  /** @throws {@link InvalidCredentialsError}, {@link ValidationError} */
  async login(request: LightApiRequest): Promise<LoginAnswer> {
    const { username, password } = credentialsOf(request);
    const user = await this.parts.validator.userOf(username, password);
    if (user === undefined) throw new InvalidCredentialsError();
    if (!this.parts.issuesTokens) return { user };
    const { jwtExpiration = EXPIRATION } = this.parts.options;
    return { token: await this.parts.tokens.sign(this.claimsOf(user), jwtExpiration), user };
  }

  private claimsOf(user: object): object {
    const names = this.parts.options.jwtExtraClaims;
    if (names === undefined) return user;
    return Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)));
  }
}

function credentialsOf(request: LightApiRequest): BasicCredentials {
  if (!hasBasicScheme(request)) return fromBody(request.body);
  const credentials = basicCredentials(request);
  if (credentials === undefined) throw new InvalidCredentialsError();
  return credentials;
}

function fromBody(body: unknown): BasicCredentials {
  if (!isObject(body)) throw new ValidationError([notAnObject(null)]);
  const problems = [
    ...problemsOf('username', body, MAX_USERNAME),
    ...problemsOf('password', body, MAX_PASSWORD),
  ];
  if (problems.length > 0) throw new ValidationError(problems);
  const { username, password } = body as unknown as BasicCredentials;
  return { username, password };
}

/** What was sent is not repeated: it may be a password in the wrong place. */
function problemsOf(name: string, body: object, limit: number): DetailEntry[] {
  if (!Object.hasOwn(body, name)) return [missing(name)];
  const value = (body as Record<string, unknown>)[name];
  const problem = textProblem(value, limit);
  return problem === undefined ? [] : [{ ...problem, loc: [name], input: null }];
}

function textProblem(value: unknown, limit: number) {
  if (typeof value !== 'string')
    return { type: 'string_type', msg: 'Input should be a valid string' };
  if (value === '')
    return { type: 'string_too_short', msg: 'String should have at least 1 character' };
  if (value.length > limit)
    return { type: 'string_too_long', msg: `String should have at most ${limit} characters` };
  return undefined;
}
