import { type TransformKind, usedTransformStorage } from './decorator-packages.js';

const TRANSFORMING: readonly TransformKind[] = [
  '_typeMetadatas',
  '_transformMetadatas',
  '_exposeMetadatas',
  '_excludeMetadatas',
];

/** The properties of a class that have decorators of class-transformer. */
export function transformedProperties(input: object): ReadonlySet<string> {
  const storage = usedTransformStorage()?.defaultMetadataStorage;
  return new Set(TRANSFORMING.flatMap((kind) => [...(storage?.[kind].get(input)?.keys() ?? [])]));
}
