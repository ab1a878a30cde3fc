import type { PageDescription, PagePlan, Paginator } from './page.interface.js';

/** A collection without pages: as many rows as the application allows, and word of it if more are there. */
export class SinglePagePaginator implements Paginator {
  constructor(private readonly maxResults: number) {}

  describe(): PageDescription {
    return { parameters: [], members: {}, suffix: 'List', isLinked: false };
  }

  plan(): PagePlan {
    const { maxResults } = this;
    return {
      window: { limit: maxResults + 1, offset: 0, after: undefined, reversed: false },
      count: undefined,
      page: (rows) => ({
        rows: rows.slice(0, maxResults),
        truncated: rows.length > maxResults,
        count: undefined,
        links: {},
        envelope: () => ({}),
      }),
    };
  }
}
