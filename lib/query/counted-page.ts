import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { CollectionPage, DriverRow, RowCount } from './page.interface.js';

/** How many there are, as documents say it; `null` where they were not counted. */
export const COUNT = { type: ['integer', 'null'], minimum: 0 } as const satisfies ValueSchema;

/** The neighbours, as documents say it; `null` where there is none. */
export const NEIGHBOURS = {
  next: { type: ['string', 'null'], format: 'uri-reference' },
  previous: { type: ['string', 'null'], format: 'uri-reference' },
} as const satisfies Record<string, ValueSchema>;

/** What a style knows of a page that was read. */
export interface CountedPageParts {
  /** One more than the page has, where there are more. */
  readonly found: readonly DriverRow[];
  readonly size: number;
  readonly count: RowCount | undefined;
  readonly links: CollectionPage['links'];
  /** Members of the style's own, between the count and the neighbours. */
  readonly members?: Readonly<Record<string, number | null>>;
}

/** A page of a style that counts, with the URLs of its neighbours in the body. */
export function countedPage(parts: CountedPageParts): CollectionPage {
  const { found, size, count, links, members } = parts;
  return {
    rows: found.slice(0, size),
    truncated: false,
    count: count?.mode,
    links,
    envelope: (url) => ({
      count: count?.rows ?? null,
      ...members,
      next: links.next === undefined ? null : url(links.next),
      previous: links.prev === undefined ? null : url(links.prev),
    }),
  };
}
