import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { usedTransformStorage } from './decorator-packages.js';

/** What is wrong with names that `@Expose` gives to fields: bodies could set these by neither. */
export function exposedNameProblems(
  endpoint: EndpointClass,
  { name, columns }: EndpointModel,
): string[] {
  const storage = usedTransformStorage()?.defaultMetadataStorage;
  return columns.flatMap((field) => {
    const exposed = storage?.findExposeMetadata(endpoint, field.name)?.options;
    if (exposed?.name === undefined || exposed.name === field.name) return [];
    if (exposed.toPlainOnly === true) return [];
    return `${name}.${field.name}: @Expose names it '${exposed.name}', and no body could set it under either name. Call the property '${exposed.name}', and leave out the 'name' of @Expose.`;
  });
}
