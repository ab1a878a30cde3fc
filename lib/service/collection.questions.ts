import { LRUCache } from 'lru-cache';

import type { CountMode } from '../declare/pagination-options.interface.js';
import type { CollectionQuery } from '../query/collection-query.js';
import type { CollectionSchema } from '../query/collection-schema.js';
import type {
  CollectionPage,
  ExactPlaces,
  PagePlan,
  Paginator,
  RowCount,
} from '../query/page.interface.js';
import { Notes } from '../request/notes.js';
import type { CollectionStore } from '../store/collection.store.js';
import { CountedPages } from '../store/counted-pages.js';
import type { Row } from '../store/row.interface.js';
import type { CollectionNarrower } from './collection.narrower.js';
import type { CollectionRequest } from './collection-request.interface.js';

/** A page that is asked for, ready to be read as often as somebody asks for it. */
export type CollectionQuestion = () => Promise<CollectionPage>;

/** What makes questions. */
export interface CollectionQuestionsParts {
  readonly schema: CollectionSchema;
  readonly narrower: CollectionNarrower;
  readonly paginator: Paginator;
  readonly store: CollectionStore;
}

interface PlannedPage {
  readonly plan: PagePlan;
  readonly page: CollectionPage;
}

/** Questions of one endpoint that are remembered, and the longest text of a query among them. */
const MAX_KNOWN = 128;
const LONGEST_TEXT = 256;

/** Up to here an estimate is no gain, and PostgreSQL's may be far off. */
const WORTH_ESTIMATING = 1000;

/**
 * From requests for a collection to what the database is asked. Clients ask the same over and over:
 * what depends on the text of a query alone is read, checked and turned into SQL once.
 */
export class CollectionQuestions {
  /** By the text of a query: whole, and without the parameters of pages. */
  private readonly questions = new LRUCache<string, CollectionQuestion>({ max: MAX_KNOWN });
  private readonly queries = new LRUCache<string, CollectionQuery>({ max: MAX_KNOWN });

  /** Of rows, as the first of those who share them has made it. */
  private readonly pages = new Notes<readonly Row[], PlannedPage>();

  private readonly counted: CountedPages;

  constructor(private readonly parts: CollectionQuestionsParts) {
    this.counted = new CountedPages(parts.store);
  }

  /** @throws {@link MalformedRequestError} naming the parameter, {@link OutOfScopeError} */
  async of(asked: CollectionRequest): Promise<CollectionQuestion> {
    const { conditions, count, parameters } = asked;
    const text = this.isPlain(asked) ? parameters.text : undefined;
    const isWhole = text !== undefined && conditions.length === 0;
    const key = isWhole ? `${count ?? ''}?${text}` : undefined;
    const known = key === undefined ? undefined : this.questions.get(key);
    if (known !== undefined) return known;
    const query = await this.narrowed(asked, text);
    const plan = this.parts.paginator.plan(parameters, query, count);
    const question = this.ask(plan, query);
    // A place behind a row hardly comes again.
    if (key !== undefined && plan.window.after === undefined) this.questions.set(key, question);
    return question;
  }

  /** Whether nothing but the query's text, and conditions that come on top, make a difference. */
  private isPlain({ hidden, parameters: { text } }: CollectionRequest): boolean {
    if (text === undefined || text.length > LONGEST_TEXT) return false;
    return (hidden === undefined || hidden.size === 0) && this.parts.narrower.isPure;
  }

  private async narrowed(
    asked: CollectionRequest,
    text: string | undefined,
  ): Promise<CollectionQuery> {
    const { narrower, schema } = this.parts;
    if (text === undefined) return narrower.narrow(asked);
    const key = without(schema.paging, text);
    const known = this.queries.get(key);
    const query = known ?? (await narrower.narrow({ ...asked, conditions: [] }));
    if (known === undefined) this.queries.set(key, query);
    return asked.conditions.reduce<CollectionQuery>(
      (all, condition) => all.where(condition),
      query,
    );
  }

  private ask(plan: PagePlan, query: CollectionQuery): CollectionQuestion {
    const { store } = this.parts;
    if (plan.count === 'exact') return this.exactly(plan, query);
    const rows = store.selection(query, plan.window);
    if (plan.count === undefined) {
      return async () => {
        const found = await rows();
        const places = this.placesOf(plan, query, found);
        if (places !== undefined) return plan.page(found, undefined, await places);
        return plan.window.after === undefined
          ? this.pageOf(plan, found)
          : plan.page(found, undefined);
      };
    }
    const count = this.roughly(query, plan.count);
    return async () => plan.page(...(await Promise.all([rows(), count()])));
  }

  private placesOf(
    { edges }: PagePlan,
    query: CollectionQuery,
    rows: readonly Row[],
  ): Promise<ExactPlaces> | undefined {
    return edges && this.parts.store.exactPlaces(query, edges(rows));
  }

  /** Requests that ask one question share a read, and the page that it makes. */
  private pageOf(plan: PagePlan, rows: readonly Row[]): CollectionPage {
    const known = this.pages.get(rows);
    if (known?.plan === plan) return known.page;
    const page = plan.page(rows, undefined);
    this.pages.set(rows, { plan, page });
    return page;
  }

  private exactly(plan: PagePlan, query: CollectionQuery): CollectionQuestion {
    const read = this.counted.reading(query, plan.window);
    return async () => {
      const { rows, count } = await read();
      return plan.page(rows, { rows: count, mode: 'exact' });
    };
  }

  private roughly(
    query: CollectionQuery,
    mode: Exclude<CountMode, 'exact'>,
  ): () => Promise<RowCount> {
    const { store } = this.parts;
    if (mode === 'none') return () => Promise.resolve({ rows: null, mode });
    const exact = store.counting(query);
    return async () => {
      const estimate = await store.estimate(query);
      if (estimate !== undefined && estimate > WORTH_ESTIMATING) return { rows: estimate, mode };
      return { rows: await exact.count(), mode: 'exact' };
    };
  }
}

/** The text of a query without some parameters, as far as they are spelt in the usual way. */
function without(names: readonly string[], text: string): string {
  if (!names.some((name) => text.includes(name))) return text;
  const isOther = (part: string) => !names.some((name) => part.startsWith(`${name}=`));
  return text.split('&').filter(isOther).join('&');
}
