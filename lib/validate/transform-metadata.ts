import { createRequire } from 'node:module';

interface TransformStorage {
  readonly defaultMetadataStorage: Readonly<
    Record<string, Map<unknown, ReadonlyMap<string, unknown>> | undefined>
  >;
}

const TRANSFORMING = [
  '_typeMetadatas',
  '_transformMetadatas',
  '_exposeMetadatas',
  '_excludeMetadatas',
];

/**
 * The properties of a class that have decorators of class-transformer. Its storage has no public
 * door; this is the one that `@nestjs/mapped-types` uses.
 */
export function transformedProperties(input: object): ReadonlySet<string> {
  const require = createRequire(import.meta.url);
  const { defaultMetadataStorage } = require('class-transformer/cjs/storage') as TransformStorage;
  return new Set(
    TRANSFORMING.flatMap((kind) => [...(defaultMetadataStorage[kind]?.get(input)?.keys() ?? [])]),
  );
}
