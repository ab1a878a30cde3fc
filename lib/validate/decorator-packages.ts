import { createRequire } from 'node:module';

import type * as ClassTransformer from 'class-transformer';
import type * as ClassValidator from 'class-validator';

const require = createRequire(import.meta.url);

/** Where class-validator keeps the rules of all classes, from the first rule on. */
const RULES = 'classValidatorMetadataStorage';

const TRANSFORM_STORAGE = 'class-transformer/cjs/storage';

/** The storage of class-transformer; it has no public door, and `@nestjs/mapped-types` uses this one. */
export interface TransformStorage {
  readonly defaultMetadataStorage: TransformMetadata;
}

/** The kinds of decorators, by class and property. */
export type TransformKind =
  '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas';

/** What decorators of class-transformer say, and of which class and property. */
export interface TransformMetadata extends Readonly<
  Record<TransformKind, ReadonlyMap<unknown, ReadonlyMap<string, unknown>>>
> {
  findTypeMetadata(owner: object, property: string): MemberType | undefined;
  findExposeMetadata(owner: object, property: string): ExposedMember | undefined;
  findExposeMetadataByCustomName(owner: object, name: string): ExposedMember | undefined;
}

/** What `@Type` says. */
export interface MemberType {
  readonly typeFunction?: (context: object) => Instantiable | undefined;
  readonly reflectedType?: Instantiable;
  readonly options?: {
    readonly discriminator?: {
      readonly property: string;
      readonly subTypes: readonly { readonly name: string; readonly value: Instantiable }[];
    };
  };
}

/** What `@Expose` says. */
export interface ExposedMember {
  readonly propertyName: string;
  readonly options: { readonly name?: string; readonly toPlainOnly?: boolean };
}

type Instantiable = new () => object;

/**
 * class-validator, if anybody has used a decorator of it: 320 files that an application with none
 * does not load.
 */
export function usedClassValidator(): typeof ClassValidator | undefined {
  return RULES in globalThis ? classValidator() : undefined;
}

/** class-validator; loads it if need be. */
export function classValidator(): typeof ClassValidator {
  return require('class-validator') as typeof ClassValidator;
}

let transformStorage: string | undefined;

/** The storage of class-transformer, if anybody has loaded that: there are no decorators of it else. */
export function usedTransformStorage(): TransformStorage | undefined {
  transformStorage ??= require.resolve(TRANSFORM_STORAGE);
  const isLoaded = transformStorage in require.cache;
  return isLoaded ? (require(transformStorage) as TransformStorage) : undefined;
}

/** class-transformer; loads it if need be. */
export function classTransformer(): typeof ClassTransformer {
  return require('class-transformer') as typeof ClassTransformer;
}
