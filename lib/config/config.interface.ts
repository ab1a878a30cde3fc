import type { HttpMethod, EndpointOptions } from '../declare/endpoint-options.interface.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import type { FilteringOptions } from '../declare/filtering-options.interface.js';
import type { PaginationOptions } from '../declare/pagination-options.interface.js';
import type { SerializerOptions } from '../declare/serializer.js';
import type { LightApiOptions } from '../light-api-options.interface.js';

/** `endpoints[].meta`, in our spelling. */
export interface ConfigMeta {
  readonly methods?: readonly HttpMethod[] | Readonly<Partial<Record<HttpMethod, unknown>>>;
  readonly filtering?: Omit<FilteringOptions, 'backends'> & {
    readonly backends?: readonly string[];
  };
  readonly pagination?: PaginationOptions;
  readonly serializer?: SerializerOptions;
  readonly table?: string;
  readonly primaryKey?: NonNullable<EndpointOptions['primaryKey']>;
}

/** One field, with the type as the file names it. */
export type ConfigField = Omit<FieldOptions, 'type'> & { readonly type: string };

/** An endpoint that the file declares. */
export interface DeclaredEndpoint {
  readonly route: string;
  readonly fields: Readonly<Record<string, ConfigField>>;
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
  'schema' | 'unknownMembers' | 'maxResults' | 'queryLimits' | 'publicUrl' | 'cursorSecret'
> {
  readonly database?: { readonly url: string };
  readonly databaseUrl?: string;
  readonly corsOrigins?: readonly string[];
  readonly defaults?: { readonly pagination?: PaginationOptions };
  readonly middleware?: readonly string[];
  /** `undefined` in the place of one that is not as it should be. */
  readonly endpoints: readonly (DeclaredEndpoint | ClassEndpoint | undefined)[];
}
