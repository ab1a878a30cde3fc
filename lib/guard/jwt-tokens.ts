import { KeyObject } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { JwtService } from '@nestjs/jwt';
import type { JWTHeaderParameters } from 'jose';

import type { JwtKeys } from './jwt-keys.js';
import { openKeySource, type JwtKeySource } from './jwt-key-source.js';
import type { JwtAlgorithm, JwtOptions } from './jwt-options.interface.js';

/** What makes {@link JwtTokens}. */
export interface JwtTokensParts {
  /** `undefined`: every token is refused. */
  readonly keys: JwtKeys | undefined;
  readonly options: JwtOptions;
  readonly now: () => Date;
}

/** What is only there where tokens are used: the package is not loaded otherwise. */
interface OpenedKeys {
  readonly keyFor: JwtKeySource;
  readonly service: JwtService;
}

interface Decoded {
  readonly header: unknown;
}

/** Members that are ours to set, whatever a user's payload says. */
const OWN_CLAIMS = new Set(['exp', 'iat', 'nbf', 'iss', 'aud']);

const LEEWAY = 5;

/**
 * Reads and makes JSON Web Tokens by the module's `jwt` options.
 *
 * @see RFC 7519 and RFC 8725
 * @publicApi
 */
@Injectable()
export class JwtTokens {
  private constructor(
    private readonly parts: JwtTokensParts,
    private readonly opened?: OpenedKeys,
  ) {}

  /** @internal */
  static async open(parts: JwtTokensParts): Promise<JwtTokens> {
    const source = parts.keys?.source;
    if (source === undefined) return new JwtTokens(parts);
    const { JwtService } = await import('@nestjs/jwt');
    return new JwtTokens(parts, {
      keyFor: await openKeySource(source),
      service: new JwtService(),
    });
  }

  /** How {@link sign} signs; `undefined` where there is no secret to sign with. */
  get signsWith(): JwtAlgorithm | undefined {
    return this.secret === undefined ? undefined : this.parts.keys?.signing;
  }

  /**
   * @returns the payload; `undefined` for a token that is not good, whatever the reason
   * @throws AuthenticationUnavailableError where the keys can't be fetched
   */
  async verify(token: string): Promise<Record<string, unknown> | undefined> {
    const { opened } = this;
    if (opened === undefined) return undefined;
    const header = this.headerOf(token, opened.service);
    const key = header && (await opened.keyFor(header));
    if (key === undefined) return undefined;
    const payload = await this.payloadOf(token, key, opened.service);
    return isObject(payload) && this.hasGoodClaims(payload) ? payload : undefined;
  }

  /**
   * A token with these claims.
   *
   * @param lifetime - in seconds
   * @throws TypeError without a `secret`
   */
  sign(claims: object, lifetime: number): Promise<string> {
    const { opened, secret, signsWith: algorithm } = this;
    if (opened === undefined || secret === undefined || algorithm === undefined)
      throw new TypeError(`Tokens are signed with 'jwt.secret', and there is none.`);
    const iat = this.seconds();
    const own = Object.entries(claims).filter(([name]) => !OWN_CLAIMS.has(name));
    const payload = { ...Object.fromEntries(own), iat, exp: iat + lifetime, ...this.parties() };
    return opened.service.signAsync(payload, { privateKey: secret, algorithm });
  }

  private get secret(): KeyObject | undefined {
    const source = this.parts.keys?.source;
    return source instanceof KeyObject && source.type === 'secret' ? source : undefined;
  }

  /** What our own tokens have to say to be accepted by ourselves. */
  private parties(): object {
    const [iss] = listOf(this.parts.options.issuer);
    const [aud] = listOf(this.parts.options.audience);
    return { ...(iss !== undefined && { iss }), ...(aud !== undefined && { aud }) };
  }

  /** The header, if the token is one that may be verified at all: no key is looked for otherwise. */
  private headerOf(token: string, service: JwtService): JWTHeaderParameters | undefined {
    if (!isCanonical(token)) return undefined;
    const header = attempt(() => service.decode<Decoded>(token, { complete: true }).header);
    // RFC 7515, section 4.1.11: we understand no extension, so that any critical one refuses.
    if (!isObject(header) || 'crit' in header) return undefined;
    const known: readonly unknown[] = this.parts.keys?.algorithms ?? [];
    return known.includes(header.alg) ? (header as unknown as JWTHeaderParameters) : undefined;
  }

  private async payloadOf(token: string, key: KeyObject, service: JwtService): Promise<unknown> {
    const { issuer, leeway = LEEWAY } = this.parts.options;
    const issuers = listOf(issuer);
    try {
      return await service.verifyAsync<object>(token, {
        publicKey: key as never,
        algorithms: [...(this.parts.keys?.algorithms ?? [])],
        clockTimestamp: this.seconds(),
        clockTolerance: leeway,
        ...(issuers.length > 0 && { issuer: issuers as [string, ...string[]] }),
      });
    } catch {
      return undefined; // Whatever is wrong with it, the answer is the same.
    }
  }

  private hasGoodClaims(payload: Record<string, unknown>): boolean {
    const { leeway = LEEWAY } = this.parts.options;
    const times = ['exp', 'nbf', 'iat'].filter((name) => Object.hasOwn(payload, name));
    if (!times.every((name) => Number.isFinite(payload[name]))) return false;
    if (Number(payload.iat ?? 0) > this.seconds() + leeway) return false;
    return this.isForUs(payload);
  }

  /** RFC 7519, section 4.1.3: who is not named by an `aud` that is there must refuse. */
  private isForUs(payload: Record<string, unknown>): boolean {
    const audiences = listOf(this.parts.options.audience);
    const named: unknown[] = [payload.aud ?? []].flat();
    if (audiences.length === 0) return !Object.hasOwn(payload, 'aud');
    return named.some((name) => (audiences as readonly unknown[]).includes(name));
  }

  private seconds(): number {
    return Math.floor(this.parts.now().getTime() / 1000);
  }
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** A signature that is spelt otherwise, and decodes to the same bytes, is another signature. */
function isCanonical(token: string): boolean {
  const [, , signature = '', ...more] = token.split('.');
  return (
    more.length === 0 && Buffer.from(signature, 'base64url').toString('base64url') === signature
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // What can't be decoded is no token.
  }
}
