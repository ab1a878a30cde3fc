import type { CacheOptions } from '../declare/cache-options.interface.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import type { FilteringOptions } from '../declare/filtering-options.interface.js';
import type { PaginationOptions } from '../declare/pagination-options.interface.js';
import type { SerializerOptions } from '../declare/serializer.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import type { LoginOptions } from '../guard/login-options.interface.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';

/** A permission, as a file names it: one, or one for each verb. */
type ConfigPermission = string | Readonly<Partial<Record<HttpMethod, string>>>;

/** `authentication`, in our spelling. */
export interface ConfigAuthentication extends ConfigTokens {
  readonly backend?: string | readonly string[];
  readonly permission?: ConfigPermission;
}

/** What LightAPI says of tokens beside the backend, or in `auth`. */
export type ConfigTokens = Pick<LoginOptions, 'jwtExpiration' | 'jwtExtraClaims' | 'jwtAlgorithm'>;

/** What one verb has of its own. */
export interface ConfigMethod {
  readonly authentication?: Pick<ConfigAuthentication, 'backend'> & {
    readonly permission?: string;
  };
}

/** `endpoints[].meta`, in our spelling. */
export interface ConfigMeta {
  readonly methods?:
    readonly HttpMethod[] | Readonly<Partial<Record<HttpMethod, ConfigMethod | null>>>;
  readonly authentication?: ConfigAuthentication;
  readonly throttle?: RateLimits;
  readonly filtering?: Omit<FilteringOptions, 'backends'> & {
    readonly backends?: readonly string[];
  };
  readonly pagination?: PaginationOptions;
  readonly serializer?: SerializerOptions;
  readonly cache?: CacheOptions;
  readonly middleware?: readonly string[];
  readonly table?: string;
  readonly primaryKey?: NonNullable<EndpointOptions['primaryKey']>;
  readonly versionField?: NonNullable<EndpointOptions['versionField']>;
}

/** One field, with the type as the file names it; one that narrows a column has the column's. */
export type ConfigField = Omit<FieldOptions, 'type'> & { readonly type?: string };

/** An endpoint that the file declares. */
export interface DeclaredEndpoint {
  readonly route: string;
  readonly fields?: Readonly<Record<string, ConfigField>>;
  readonly reflect?: boolean | 'partial' | 'full';
  readonly meta?: ConfigMeta;
}

/** An endpoint whose class is in a module. */
export interface ClassEndpoint {
  readonly path: string;
  readonly class: string;
}

/** A file that has passed the schema, in our spelling. */
export interface Config extends Pick<
  LightApiOptions,
  | 'databaseWait'
  | 'replicas'
  | 'schema'
  | 'unknownMembers'
  | 'maxResults'
  | 'queryLimits'
  | 'publicUrl'
  | 'cursorSecret'
  | 'jwt'
  | 'throttle'
  | 'redis'
  | 'corsOrigins'
  | 'backgroundTimeout'
> {
  readonly database?: { readonly url: string };
  readonly databaseUrl?: string;
  readonly trustProxy?: readonly string[];
  readonly defaults?: {
    readonly authentication?: ConfigAuthentication;
    readonly pagination?: PaginationOptions;
  };
  readonly auth?: Omit<LoginOptions, 'loginValidator'> & { readonly loginValidator: string };
  readonly middleware?: readonly string[];
  readonly openapi?:
    | boolean
    | (Omit<OpenApiOptions, 'authentication'> & {
        readonly authentication?: Pick<ConfigAuthentication, 'backend' | 'permission'>;
      });
  /** `undefined` in the place of one that is not as it should be. */
  readonly endpoints: readonly (DeclaredEndpoint | ClassEndpoint | undefined)[];
}
