import type { Type } from '@nestjs/common';

/**
 * Which members of a resource answers show: all, one list, or one for reading (GET) and one for
 * writing (POST, PUT, PATCH). What a body may hold is not their business.
 *
 * @publicApi
 */
export interface SerializerOptions {
  /** Of every answer; instead of `read` and `write`. */
  readonly fields?: readonly string[];
  /** Of GET. @default all */
  readonly read?: readonly string[];
  /** Of POST, PUT and PATCH. @default all */
  readonly write?: readonly string[];
}

/**
 * A reusable serializer: a subclass sets the lists, and endpoints name the class.
 *
 * @example
 * ```ts
 * export class PublicSerializer extends Serializer {
 *   override read = ['id', 'name', 'created_at'];
 *   override write = ['id', 'name'];
 * }
 * ```
 * @publicApi
 */
export abstract class Serializer implements SerializerOptions {
  readonly fields?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
}

/** What an endpoint gives as its `serializer`. */
export type SerializerDeclaration = SerializerOptions | Type<Serializer>;

/** The lists of a declaration, whichever form it has. */
export function serializerOptionsOf(declaration: SerializerDeclaration): SerializerOptions {
  return typeof declaration === 'function' ? new declaration() : declaration;
}

/** The options that `serializer` may have. */
export const SERIALIZER_OPTION_NAMES: readonly string[] = [
  'fields',
  'read',
  'write',
] satisfies (keyof SerializerOptions)[];
