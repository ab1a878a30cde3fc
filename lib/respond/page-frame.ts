import type { CountMode } from '../declare/pagination-options.interface.js';
import type { CollectionPage, LinkRelation } from '../query/page.interface.js';
import type { ParameterChanges } from '../query/query-parameters.js';
import type { PageUrls } from './page-urls.js';
import type { Envelope } from './row.renderer.js';

/** Rows that were left out of a collection are told by this header, with the limit. */
const TRUNCATED = 'x-results-truncated';

/** Parameters of another URL; `null` leaves one out, as JSON has no word for `undefined`. */
type UrlChanges = readonly (readonly [parameter: string, value: string | null])[];

/** A member that stands before `results`: a value, or the URL with these changes. */
type FrameMember =
  | readonly [name: string, value: string | number | null]
  | readonly [name: string, value: null, url: UrlChanges];

/** What stands around the rows of a page, but for the URLs: those are each request's own. */
export interface PageFrame {
  readonly members: readonly FrameMember[];
  readonly links: readonly (readonly [relation: LinkRelation, url: UrlChanges])[];
  /** How many rows are shown where more would be there, and no link leads to them. */
  readonly truncatedAt: number | undefined;
  /** How the rows were counted, where the request had a preference. */
  readonly count: CountMode | undefined;
}

/** @param preferred - what `Prefer: count=…` asked for */
export function frameOf(page: CollectionPage, preferred: CountMode | undefined): PageFrame {
  const urls = new Map<string, ParameterChanges>();
  const envelope = page.envelope((changes) => {
    const mark = `\u0000${urls.size}`;
    urls.set(mark, changes);
    return mark;
  });
  return {
    members: Object.entries(envelope).map(([name, value]): FrameMember => {
      const changes = typeof value === 'string' ? urls.get(value) : undefined;
      return changes === undefined ? [name, value] : [name, null, listed(changes)];
    }),
    links: Object.entries(page.links).map(
      ([relation, changes]) => [relation as LinkRelation, listed(changes)] as const,
    ),
    truncatedAt: page.truncated ? page.rows.length : undefined,
    count: preferred && page.count,
  };
}

/** The members, with the URLs of one request. */
export function envelopeOf({ members }: PageFrame, urls: PageUrls): Envelope {
  return Object.fromEntries(
    members.map(([name, value, url]) => [
      name,
      url === undefined ? value : urls.to(changesOf(url)),
    ]),
  );
}

/** The headers that a page brings, with the URLs of one request. */
export function headersOf(frame: PageFrame, urls: PageUrls): Record<string, string> {
  const links = frame.links.map(([relation, url]) => [relation, changesOf(url)] as const);
  const link = urls.linkHeader(Object.fromEntries(links));
  return {
    ...(link !== undefined && { link }),
    ...(frame.truncatedAt !== undefined && { [TRUNCATED]: String(frame.truncatedAt) }),
    ...(frame.count && { 'preference-applied': `count=${frame.count}` }),
  };
}

function listed(changes: ParameterChanges): UrlChanges {
  return Object.entries(changes).map(([name, value]) => [name, value ?? null]);
}

function changesOf(url: UrlChanges): ParameterChanges {
  return Object.fromEntries(url.map(([name, value]) => [name, value ?? undefined]));
}
