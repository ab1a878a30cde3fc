import type { Components } from './openapi.interface.js';

const REFERENCE = /"\$ref":"#\/components\/(\w+)\/([^"]+)"/g;

/** Those of our components that something refers to; security schemes are named, not referred to. */
export function usedComponents(paths: object, own: Components): Partial<Components> {
  const { securitySchemes } = own;
  const used: Record<string, Record<string, unknown>> = {
    // Without any, pages would ask for credentials that nothing needs.
    ...(Object.keys(securitySchemes).length > 0 && { securitySchemes }),
  };
  const waiting: unknown[] = [paths];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const [, kind = '', name = ''] of JSON.stringify(next).matchAll(REFERENCE)) {
      const component = (own as unknown as typeof used)[kind]?.[name];
      const known = (used[kind] ??= {});
      if (component === undefined || Object.hasOwn(known, name)) continue;
      known[name] = component;
      waiting.push(component);
    }
  return used;
}
