import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { CollectionPage } from '../query/page.interface.js';
import type { ParameterChanges, QueryParameters } from '../query/query-parameters.js';
import { requestPath } from './request-path.js';

/** A name or address, perhaps with a port: nothing that could end a header or a tag. */
const HOST = /^(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Characters of `Link`, which repeats the query up to four times; nginx takes 4 or 8 KiB of headers. */
const LONGEST_LINKS = 3500;

const SCHEME = /^https?$/;

/** The URLs of a collection's pages, as full as the request allows. */
export class PageUrls {
  private base: string | undefined;

  /** @param publicUrl - where clients see the application's root, if the options say so */
  constructor(
    private readonly request: LightApiRequest,
    private readonly parameters: QueryParameters,
    private readonly publicUrl: string | undefined,
  ) {}

  /** This page's URL with other values of some parameters; all others stay as they are. */
  to(changes: ParameterChanges): string {
    const query = this.parameters.toQueryString(changes);
    this.base ??= (this.publicUrl ?? originOf(this.request)) + requestPath(this.request.url);
    return query === '' ? this.base : `${this.base}?${query}`;
  }

  /**
   * The value of `Link`, `undefined` for a page without others, and where it would be so long that
   * proxies and clients refuse the whole answer; its body leads on all the same.
   *
   * @see RFC 8288, section 3
   */
  linkHeader(links: CollectionPage['links']): string | undefined {
    const all = Object.entries(links).map(
      ([relation, changes]) => `<${this.to(changes)}>; rel="${relation}"`,
    );
    const value = all.join(', ');
    return value === '' || value.length > LONGEST_LINKS ? undefined : value;
  }
}

/**
 * Fastify reads `X-Forwarded-*` where the application trusts its proxy, which may hand on what a
 * client wrote there.
 */
function originOf({ protocol, host }: LightApiRequest): string {
  return SCHEME.test(protocol) && HOST.test(host) ? `${protocol}://${host}` : '';
}
