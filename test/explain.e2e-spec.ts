import type { EntityManager } from '@mikro-orm/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { codecOf } from '../lib/column/codec-of.js';
import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { buildEndpointModels } from '../lib/model/endpoint-models.builder.js';
import { CollectionQuery } from '../lib/query/collection-query.js';
import { type CollectionSchema, createCollectionSchema } from '../lib/query/collection-schema.js';
import type { RowWindow } from '../lib/query/page.interface.js';
import { CollectionStore } from '../lib/store/collection.store.js';
import { KeyBatches } from '../lib/store/key-batches.js';
import type { KeyConditionCompiler } from '../lib/store/key-condition.compiler.js';
import { StatementBook } from '../lib/store/statement-book.js';
import type { KeyedStatement, Runner, Statement } from '../lib/store/statement.interface.js';
import { Turn } from '../lib/store/turn.js';
import { SERVERS, startApi, type TestApi, type TestServer } from './support/servers.js';
import { insertMany, runSql } from './support/sql.js';

@Endpoint('/measures', {
  filtering: { ordering: ['taken', 'name', 'note', 'rating'] },
  pagination: { style: 'cursor' },
})
class Measure extends RestEndpoint {
  @Field({ type: 'datetime', index: true })
  taken!: Date;

  @Field({ type: 'string', index: true })
  name!: string;

  @Field({ type: 'string' })
  note!: string;

  @Field({ type: 'int', index: true, optional: true })
  rating?: number | null;
}

const ROWS = 30_000;

/** Of a first page. */
const WINDOW: RowWindow = {
  limit: 21,
  isDefault: true,
  offset: 0,
  after: undefined,
  reversed: false,
};

/** A page that is read again and again. */
interface PageBehind {
  readonly field: string;
  readonly values: readonly (string | number)[];
  readonly window?: Partial<RowWindow>;
  readonly narrow?: (query: CollectionQuery, schema: CollectionSchema) => CollectionQuery;
}

/** PostgreSQL makes so many plans for the values of a statement before it thinks of one for any. */
const TRIED_PLANS = 5;

const RUNS = 2 * TRIED_PLANS;

/** A node of PostgreSQL's plan. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Scan Direction'?: string;
  readonly Plans?: readonly Plan[];
}

const [, POSTGRES] = SERVERS;

describe.skipIf(POSTGRES!.missing)('the plan of a page by cursor on PostgreSQL', () => {
  let url: string;
  let api: TestApi;
  let client: pg.Client;
  beforeAll(async () => {
    api = await startApi(
      remembering(POSTGRES!, (created) => (url = created)),
      {
        endpoints: [Measure],
      },
    );
    await insertMany(url!, 'measures', ROWS, {
      taken: `timestamp '2020-01-01' + (i % 9000) * interval '1 minute'`,
      name: `'n' || (i % 500)`,
      note: `'n' || i`,
      rating: `nullif(i % 300, 0)`,
    });
    await runSql(url!, 'analyze measures');
    client = new pg.Client({ connectionString: url! });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await api.stop();
  });

  it.each([
    ['taken', false, '2020-01-05T00:00:00Z'],
    ['taken', true, '2020-01-05T00:00:00Z'],
    ['name', false, 'n400'],
    ['name', true, 'n400'],
  ])('by the indexed %s (descending: %s) starts in the index', async (field, descending, value) => {
    const nodes = await planOf({ field, descending }, [value, ROWS / 2]);

    const scan = nodes.find((node) => node['Index Name'] !== undefined);
    expect(scan?.['Index Name']).toMatch(new RegExp(`measures_${field}_index`));
    expect(scan?.['Index Cond']).toMatch(
      new RegExp(`${field}\\)?(::\\w+)? ${descending ? '<=' : '>='}`),
    );
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });

  it.each([
    [false, 200],
    [true, 200],
    [false, null],
    [true, null],
  ])(
    'by an indexed field that may be null (descending: %s, from %s) starts in the index',
    async (descending, value) => {
      const nodes = await planOf({ field: 'rating', descending }, [value, ROWS / 2]);

      const scans = nodes.filter((node) => node['Index Name'] !== undefined);
      expect(scans[0]?.['Index Name']).toBe('measures_rating_index');
      expect(scans[0]?.['Index Cond']).toMatch(value === null ? /IS NULL/ : /rating [<>]=/);
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    },
  );

  it.each([false, true])('by the key (descending: %s) starts in its index', async (descending) => {
    const nodes = await planOf({ field: 'id', descending }, [ROWS / 2]);

    const [scan] = nodes.filter((node) => node['Index Name'] !== undefined);
    expect(scan).toMatchObject({ 'Index Name': 'measures_pkey' });
    expect(scan?.['Index Cond']).toMatch(/id [<>] /);
  });

  it('by a field without index reads the table, so that these tests can fail', async () => {
    const nodes = await planOf({ field: 'note', descending: false }, ['n400', 400]);

    expect(nodes.map((node) => node['Node Type'])).toContain('Seq Scan');
  });

  /** The plans of the very statements that the store sends for a page behind a place. */
  it.each(['id', 'rating'])(
    'of a deep one by number, in the order of %s, is an index from its end',
    async (field) => {
      const nodes = await plansOf((store, schema) => {
        const query = CollectionQuery.all(schema).orderBy([
          { field, descending: false, nulls: 'last' },
        ]);
        return store.selectFromEnd(query, { ...WINDOW, offset: ROWS - 100 });
      });

      const scans = nodes.filter((node) => node['Scan Direction'] !== undefined);
      expect(scans.at(-1)).toMatchObject({ 'Scan Direction': 'Backward' });
    },
  );

  it.each([
    ['without nulls', 'taken', ['2020-01-05T00:00:00Z', 9000]],
    ['with nulls last', 'rating', [200, 9000]],
  ])('behind a place %s is made once', async (_name, field, values) => {
    const made = await plansMade((read) => readBehind(read, { field, values }));

    expect(made).toBe(TRIED_PLANS);
  });

  it.each<[string, NonNullable<PageBehind['narrow']>]>([
    [
      'filters',
      (query, { fields }) =>
        query.filterBy({ field: fields.get('name')!, operator: 'eq', values: ['n1'] }),
    ],
    [
      'searches',
      (query, { fields }) => query.searchFor({ fields: [fields.get('note')!], word: 'n1' }),
    ],
  ])('behind a place is left to PostgreSQL where something %s', async (_name, narrow) => {
    const texts: string[] = [];
    const read: Runner['rows'] = ({ sql }) => {
      texts.push(sql);
      return Promise.resolve([]);
    };

    await readBehind(read, { field: 'taken', values: ['2020-01-05T00:00:00Z', 9000], narrow });

    expect(texts).toEqual([expect.stringMatching(/ limit \$\d+$/)]);
  });

  it.each([
    ['behind a place, in the size of a client', { isDefault: false }],
    ['of a first page', { after: undefined }],
  ])('%s is made each time', async (_name, window) => {
    const values = ['2020-01-05T00:00:00Z', 9000];

    const made = await plansMade((read) => readBehind(read, { field: 'taken', values, window }));

    expect(made).toBe(RUNS);
  });

  it.each([2, 4, 30])('of %d keys that are asked for together is made once', async (count) => {
    const made = await plansMade(async (read) => {
      const batches = new KeyBatches({ send: read, alone: read, turn: new Turn(), room: () => 64 });
      const { find } = storeWith({ rows: read, read }).book;
      const keys = Array.from({ length: count }, (_, at) => at + 1);
      await Promise.all(keys.map((key) => batches.find(find as KeyedStatement, key)));
    });

    expect(made).toBe(TRIED_PLANS);
  });

  async function readBehind(
    read: Runner['rows'],
    { field, values, window, narrow = (query) => query }: PageBehind,
  ): Promise<void> {
    const { schema, store } = storeWith({ rows: read, read });
    const query = narrow(CollectionQuery.all(schema), schema).orderBy([
      { field, descending: false, nulls: 'last' },
    ]);
    await store.selection(query, { ...WINDOW, after: { values, inclusive: false }, ...window })();
  }

  /** How often a session plans what is done again and again. */
  async function plansMade(work: (read: Runner['rows']) => Promise<void>): Promise<number> {
    const session = new pg.Client({ connectionString: url, pipeline: true });
    await session.connect();
    onTestFinished(() => session.end());
    const read = async ({ name, sql }: Statement, values: readonly unknown[]) => {
      const { rows } = await session.query<string[]>({
        name: name!,
        text: sql,
        values: [...values],
        rowMode: 'array',
        types: { getTypeParser: () => String },
      });
      return rows;
    };
    for (let run = 0; run < RUNS; run += 1) await work(read);
    const { rows } = await session.query<{ made: string }>(
      'select max(custom_plans) as made from pg_prepared_statements',
    );
    return Number(rows[0]?.made);
  }

  function planOf(
    term: { field: string; descending: boolean },
    values: readonly (string | number | null)[],
  ) {
    return plansOf((store, schema) => {
      const query = CollectionQuery.all(schema).orderBy([{ ...term, nulls: 'last' }]);
      const after = { values, inclusive: false };
      return store.selection(query, { ...WINDOW, after })();
    });
  }

  async function plansOf(
    read: (store: CollectionStore, schema: CollectionSchema) => Promise<unknown>,
  ) {
    const plans: Plan[] = [];
    const runner: Runner = {
      async rows({ sql }, parameters) {
        const explained = await client.query<Record<string, [{ Plan: Plan }]>>(
          `explain (format json) ${sql}`,
          [...parameters],
        );
        plans.push(explained.rows[0]!['QUERY PLAN']![0].Plan);
        return [];
      },
      read: (...asked) => runner.rows(...asked),
    };
    const { schema, store } = storeWith(runner);
    await read(store, schema);
    return plans.flatMap(flattened);
  }
});

function storeWith(runner: Runner) {
  const model = buildEndpointModels([Measure]).models.get(Measure)!;
  const codecs = model.columns.map((field) => codecOf(field, 'postgresql'));
  const book = new StatementBook({ model, codecs, dialect: 'postgresql', stateSecret: '' });
  const em = undefined as unknown as EntityManager; // Nothing fails.
  const keys = undefined as unknown as KeyConditionCompiler; // No hook narrows these.
  const store = new CollectionStore({
    endpoint: model.name,
    ...{ em, book, runner, keys },
    dialect: 'postgresql',
  });
  return { schema: createCollectionSchema(model, codecs, 'postgresql'), store, book };
}

function flattened(plan: Plan): readonly Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flattened)];
}

/** The same server, which tells where its database is. */
function remembering(server: TestServer, tell: (url: string) => void): TestServer {
  return {
    ...server,
    async create() {
      const database = await server.create();
      tell(database.url);
      return database;
    },
  };
}
