/**
 * Where @nestjs/swagger keeps what its decorators said: it is not loaded for this, as not everybody
 * has it.
 */
const EXTENSION = 'swagger/apiExtension';
const EXCLUDED = 'swagger/apiExcludeEndpoint';

/** The member of an operation by which it is found again in a document of Nest's. */
export const OPERATION_MARK = 'x-lightapi';

/** Which operation a route is. */
export function operationMark(route: string, name: string): string {
  return `${route} ${name}`;
}

/** Has documents of the application say which route of ours it is. */
export function markOperation(handle: object, mark: string): void {
  const others = (Reflect.getMetadata(EXTENSION, handle) ?? {}) as object;
  Reflect.defineMetadata(EXTENSION, { ...others, [OPERATION_MARK]: mark }, handle);
}

/** Keeps a route out of documents: it answers what nobody means to ask. */
export function hideFromDocuments(handle: object): void {
  Reflect.defineMetadata(EXCLUDED, { disable: true }, handle);
}
