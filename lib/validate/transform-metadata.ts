import { createRequire } from 'node:module';

interface TransformStorage {
  readonly defaultMetadataStorage: Readonly<Record<string, Map<unknown, unknown> | undefined>>;
}

const TRANSFORMING = [
  '_typeMetadatas',
  '_transformMetadatas',
  '_exposeMetadatas',
  '_excludeMetadatas',
];

/**
 * Whether a class has decorators of class-transformer. Its storage has no public door; this is the
 * one that `@nestjs/mapped-types` uses.
 */
export function hasTransformations(input: object): boolean {
  const require = createRequire(import.meta.url);
  const { defaultMetadataStorage } = require('class-transformer/cjs/storage') as TransformStorage;
  return TRANSFORMING.some((kind) => defaultMetadataStorage[kind]?.has(input) ?? false);
}
