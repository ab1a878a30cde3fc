/** Where Nest keeps the scope of a provider: 0 is one for all requests. */
const SCOPE = 'scope:options';

/** Whether Nest makes a class anew for each request. */
export function isMadeForEach(type: object): boolean {
  const options = Reflect.getMetadata(SCOPE, type) as { scope?: number } | undefined;
  return (options?.scope ?? 0) !== 0;
}
