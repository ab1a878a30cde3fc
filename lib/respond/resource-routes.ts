import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { requestPath } from './request-path.js';

/** Behind the route of a collection. */
const ID = '/:id';

/** The routes of one endpoint as Fastify has them, e.g. `/api/books` and `/api/books/:id`. */
interface Templates {
  readonly collections: Set<string>;
  readonly resources: Set<string>;
  /** Whether some resources are not below their collection, once it was asked. */
  isApart?: boolean;
}

/**
 * Where the resources of endpoints are. That is below their collection, unless a prefix or a version
 * holds for one of the two only: `setGlobalPrefix('api', { exclude: ['books'] })`.
 */
export class ResourceRoutes {
  private readonly templates = new Map<EndpointClass, Templates>();
  private readonly read = new Map<EndpointClass, string>();

  /** @param url - of a route to which a resource is posted, or at which one is read */
  add(endpoint: EndpointClass, url: string): void {
    const known = this.templates.get(endpoint) ?? { collections: new Set(), resources: new Set() };
    this.templates.set(endpoint, known);
    (url.endsWith(ID) ? known.resources : known.collections).add(url);
  }

  /** @param url - of a route at which a collection is read: the first of several is the endpoint's */
  addCollection(endpoint: EndpointClass, url: string): void {
    if (!this.read.has(endpoint)) this.read.set(endpoint, url);
  }

  /** The route of a collection as Fastify has it, with prefix and version; `undefined` where there is none yet. */
  collectionOf(endpoint: EndpointClass): string | undefined {
    return this.read.get(endpoint);
  }

  /**
   * The path that a resource's id is appended to.
   *
   * @param request - to the collection
   * @returns `undefined` where the request does not say all of it
   */
  baseOf(endpoint: EndpointClass, request: LightApiRequest): string | undefined {
    const known = this.templates.get(endpoint);
    const below = requestPath(request.url).replace(/\/$/, '');
    if (known === undefined || !(known.isApart ??= isApart(known))) return below;
    const expected = `${request.routeOptions.url ?? ''}${ID}`;
    if (known.resources.has(expected)) return below;
    const all = [...known.resources];
    const template =
      all.length === 1
        ? all[0]
        : all.find((one) => one.endsWith(expected) || expected.endsWith(one));
    return template && filled(template.slice(0, -ID.length), request.params);
  }
}

function isApart({ collections, resources }: Templates): boolean {
  return [...collections].some((collection) => !resources.has(collection + ID));
}

/** A template with the parameters of a prefix; `undefined` where one is missing. */
function filled(template: string, params: unknown): string | undefined {
  const values = params as Readonly<Record<string, string | undefined>>;
  const parts = template
    .split('/')
    .map((part) => (part.startsWith(':') ? values[part.slice(1)] : part));
  return parts.includes(undefined)
    ? undefined
    : parts.map((part = '') => encodeURIComponent(part)).join('/');
}
