import type { SecurityScheme } from '../declare/authentication-backend.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';

/** `{"$ref": "#/components/…"}`. */
export interface Reference {
  readonly $ref: string;
}

export interface Header {
  readonly description: string;
  readonly schema: ValueSchema;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required?: boolean;
  readonly style?: 'form' | 'simple';
  readonly explode?: boolean;
  readonly schema: ValueSchema;
}

export type Content = Readonly<
  Record<string, { readonly schema: ValueSchema; readonly example?: unknown }>
>;

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
}

/** By status. */
export type Responses = Readonly<Record<string, Response | Reference>>;

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** @see OpenAPI 3.1.1, Operation Object */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Responses;
  readonly security: readonly SecurityRequirement[];
}

/** What operations refer to. */
export interface Components {
  readonly schemas: Readonly<Record<string, ValueSchema>>;
  readonly headers: Readonly<Record<string, Header>>;
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
}

export interface Tag {
  readonly name: string;
  readonly description?: string;
}

/** What of the API's document is ours. */
export interface OwnPart {
  /** By the mark of their routes. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly components: Components;
  readonly tags: readonly Tag[];
}

/** A document, as much of it as is looked at here: Nest's is one. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: object;
  components?: object;
  tags?: readonly Tag[];
  servers?: readonly object[];
}

/** An operation of a document of somebody else's, as much of it as is looked at. */
export type ForeignOperation = Readonly<Record<string, unknown>>;
