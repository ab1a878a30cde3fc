import type { PageDescription, PagePlan, Paginator } from './page.interface.js';
import { windowOf } from './page-size.js';

/** A collection without pages: as many rows as the application allows, and word of it if more are there. */
export class SinglePagePaginator implements Paginator {
  constructor(private readonly maxResults: number) {}

  describe(): PageDescription {
    return { parameters: [], members: {}, suffix: 'List', isLinked: false };
  }

  plan(): PagePlan {
    const { maxResults } = this;
    return {
      window: windowOf(maxResults, { pageSize: maxResults }),
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
