import type { BackendClass, SecurityScheme } from '../declare/authentication-backend.js';
import { isOpen, type VerbAccess } from '../model/endpoint-access.js';
import type { SecurityRequirement } from './openapi.interface.js';

/** The names that @nestjs/swagger's `addBearerAuth` and `addBasicAuth` use too. */
const USUAL: Readonly<Record<string, string>> = { bearer: 'bearer', basic: 'basic' };

/** Gives the challenge of a backend's instance; `undefined` where there is none yet. */
export type ChallengeOf = (backend: BackendClass) => string | undefined;

/** The schemes that the backends of an application stand for. */
export class SecuritySchemes {
  private readonly names = new Map<BackendClass, string>();
  private readonly known = new Map<string, SecurityScheme>();

  constructor(private readonly challengeOf: ChallengeOf) {}

  get components(): Record<string, SecurityScheme> {
    return Object.fromEntries(this.known);
  }

  /** Credentials, one of which a verb asks for; an empty one where none will do as well. */
  requirements(access: VerbAccess | undefined): readonly SecurityRequirement[] {
    if (access === undefined) return [];
    const named = access.backends.map((backend) => ({ [this.nameOf(backend)]: [] }));
    return isOpen(access.permission) ? [{}, ...named] : named;
  }

  private nameOf(backend: BackendClass): string {
    const known = this.names.get(backend);
    if (known !== undefined) return known;
    const scheme = backend.securityScheme ?? challenged(this.challengeOf(backend));
    const usual = USUAL[String(scheme.scheme)];
    const name = usual !== undefined && scheme.type === 'http' ? usual : backend.name;
    this.names.set(backend, name);
    this.known.set(name, scheme);
    return name;
  }
}

/** `ApiKey realm="api"` names a scheme of HTTP. @see RFC 9110, section 11.6.1 */
function challenged(challenge = 'Bearer'): SecurityScheme {
  return { type: 'http', scheme: (challenge.split(' ', 1)[0] ?? '').toLowerCase() };
}
