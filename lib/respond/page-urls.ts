import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { CollectionPage } from '../query/page.interface.js';
import type { ParameterChanges, QueryParameters } from '../query/query-parameters.js';
import { requestPath } from './request-path.js';

/** A name or address, perhaps with a port: nothing that could end a header or a tag. */
const HOST = /^(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

const SCHEME = /^https?$/;

/** The URLs of a collection's pages, as full as the request allows. */
export class PageUrls {
  private readonly base: string;

  /** @param publicUrl - where clients see the application's root, if the options say so */
  constructor(
    request: LightApiRequest,
    private readonly parameters: QueryParameters,
    publicUrl: string | undefined,
  ) {
    this.base = (publicUrl ?? originOf(request)) + requestPath(request.url);
  }

  /** This page's URL with other values of some parameters; all others stay as they are. */
  to(changes: ParameterChanges): string {
    const query = this.parameters.toQueryString(changes);
    return query === '' ? this.base : `${this.base}?${query}`;
  }

  /**
   * The value of `Link`, `undefined` for a page without others.
   *
   * @see RFC 8288, section 3
   */
  linkHeader(links: CollectionPage['links']): string | undefined {
    const all = Object.entries(links).map(
      ([relation, changes]) => `<${this.to(changes)}>; rel="${relation}"`,
    );
    return all.length === 0 ? undefined : all.join(', ');
  }
}

/**
 * Fastify reads `X-Forwarded-*` where the application trusts its proxy, which may hand on what a
 * client wrote there.
 */
function originOf({ protocol, host }: LightApiRequest): string {
  return SCHEME.test(protocol) && HOST.test(host) ? `${protocol}://${host}` : '';
}
