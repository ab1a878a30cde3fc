import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, type LightApiServerOptions, RestEndpoint } from '../lib/index.js';
import { Account, Note, Specimen } from './fixtures/documented.endpoints.js';
import { Member } from './fixtures/hooked.endpoint.js';
import {
  type ListedOperation,
  type MadeRequest,
  OpenApiContract,
} from './support/openapi-contract.js';
import type { ApiDocument } from './support/openapi.js';
import { databaseOf } from './support/reflection.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

/** The same requests each time. */
const SEED = 20_261_126;
const RUNS = 25;

const DECLARED: LightApiServerOptions = {
  endpoints: [Specimen, Note, Account, Member],
  jwt: { secret: SECRET },
  auth: {
    rateLimit: { requestsPerMinute: 100_000 },
    loginValidator: (name: string) => (name.includes('a') ? { sub: name } : null),
  },
};

/** Tables of others: a key of two columns, references, a view. */
const LEGACY_TABLES = {
  SQLite: `
    create table shelf (aisle varchar(4) not null, level integer not null, note text, primary key (aisle, level));
    create table supplier (id integer primary key, name varchar(20) not null unique, rating integer check (rating > 0), price numeric(8,2), since date, seen datetime);
    create table delivery (id integer primary key, supplier_id integer references supplier (id), pieces integer not null default 1, body text);
    create view shelf_notes as select aisle, level, note from shelf;
    insert into shelf values ('A', 1, 'x'), ('B,2', 2, null);
    insert into supplier (name, rating, price) values ('Acme', 3, 1.5);`,
  PostgreSQL: `
    create table shelf (aisle varchar(4) not null, level integer not null, note text, primary key (aisle, level));
    create table supplier (id serial primary key, name varchar(20) not null unique, rating integer check (rating > 0), price numeric(8,2), since date, seen timestamptz, tags text[], token uuid default gen_random_uuid());
    create table delivery (id serial primary key, supplier_id integer references supplier (id), pieces integer not null default 1, body jsonb);
    create view shelf_notes as select aisle, level, note from shelf;
    insert into shelf values ('A', 1, 'x'), ('B,2', 2, null);
    insert into supplier (name, rating, price) values ('Acme', 3, 1.5);`,
};

const REFLECTED: LightApiServerOptions = {
  endpoints: ['shelf', 'supplier', 'delivery', 'shelf_notes'].map((table) => {
    class Reflected extends RestEndpoint {}
    Object.defineProperty(Reflected, 'name', { value: table });
    const filtering = table === 'shelf' ? { fields: ['aisle', 'level'], search: ['note'] } : {};
    Endpoint(`/${table.replace('_', '-')}`, { reflect: true, table, filtering })(Reflected);
    return Reflected;
  }),
};

/** The members of keys, where they are not `id`. */
const KEYS: Readonly<Record<string, readonly string[]>> = { '/shelf': ['aisle', 'level'] };

const CASES = SERVERS.flatMap((server) => [
  { server, on: server.name, what: 'declared endpoints', options: DECLARED },
  { server, on: server.name, what: 'tables that are there', options: REFLECTED },
]);

describe.each(CASES)('the document of $what on $on', ({ server, options }) => {
  let api: TestApi;
  let contract: OpenApiContract;
  const successes = new Set<string>();
  const refused = new Set<string>();
  beforeAll(async () => {
    if (server.missing !== undefined) return;
    const isReflected = options === REFLECTED;
    const database = isReflected ? await databaseOf(server, LEGACY_TABLES[server.name]) : undefined;
    api = await startApi(server, options, database);
    const document = await (await fetch(`${api.url}/openapi.json`)).json();
    contract = new OpenApiContract(document as ApiDocument);
  });
  afterAll(async () => {
    if (server.missing === undefined) await api.stop();
  });

  it.skipIf(server.missing !== undefined)('is true', { timeout: 60_000 }, async () => {
    const token = bearer(await signed({ sub: 'ann', is_admin: true }));
    const mistakes = new Set<string>();
    for (const listed of ordered(contract.operations)) {
      const known = await knownTo(listed, token);
      const valid = fc.sample(contract.valid(listed, known), { seed: SEED, numRuns: RUNS });
      const wrong = fc.sample(contract.wrong(listed, known), { seed: SEED, numRuns: RUNS });
      for (const [at, made] of [...valid, ...wrong].entries()) {
        const answer = await send(listed, unversioned(made, at), at % 5 === 4 ? {} : token);
        if (answer.ok) successes.add(listed.operation.operationId);
        if (answer.status === 304 || answer.status === 412) refused.add(String(answer.status));
        for (const mistake of await contract.mistakesOf(listed, made, answer))
          mistakes.add(`${listed.method} ${made.path} ${JSON.stringify(made.body)}: ${mistake}`);
      }
    }

    expect([...mistakes]).toEqual([]);
  });

  it.skipIf(server.missing !== undefined)('tells of each operation how it succeeds', () => {
    const all = contract.operations.map(({ operation }) => operation.operationId);

    expect(all.filter((id) => !successes.has(id))).toEqual([]);
    expect([...refused].sort()).toEqual(['304', '412']);
  });

  /** Keys of rows that are there, and the tags of the first of them and of the collection. */
  async function knownTo({ path }: ListedOperation, token: Record<string, string>) {
    const collection = path.replace('/{id}', '');
    const answer = await fetch(api.url + collection, { headers: token });
    if (!answer.ok) return { ids: [], tags: [] };
    const { results = [] } = (await answer.json()) as { results?: Record<string, unknown>[] };
    const key = KEYS[collection] ?? ['id'];
    const ids = results.map((row) =>
      key.map((name) => encodeURIComponent(String(row[name]))).join(','),
    );
    const first = await fetch(`${api.url}${collection}/${ids[0] ?? 0}`, { headers: token });
    const tags = [answer, first].flatMap(({ headers }) => headers.get('etag') ?? []);
    return { ids: path === collection ? [] : ids, tags };
  }

  async function send(listed: ListedOperation, made: MadeRequest, token: Record<string, string>) {
    const headers: Record<string, string> = { ...token, ...made.headers };
    if (made.body !== undefined) headers['content-type'] ??= 'application/json';
    if (/put|patch/.test(listed.method)) headers['if-match'] ??= '*';
    return fetch(api.url + made.path, {
      method: listed.method.toUpperCase(),
      headers,
      ...(made.body !== undefined && { body: JSON.stringify(made.body) }),
    });
  }
});

/** Resources are made first, and deleted last. */
function ordered(operations: readonly ListedOperation[]): ListedOperation[] {
  const rank = (method: string) => ['post', 'get', 'patch', 'put', 'delete'].indexOf(method);
  return [...operations].sort((a, b) => rank(a.method) - rank(b.method));
}

/** A version that is made up is refused: every second request goes by If-Match alone. */
function unversioned(made: MadeRequest, at: number): MadeRequest {
  if (at % 2 === 1 || typeof made.body !== 'object' || made.body === null) return made;
  const members = Object.entries(made.body).filter(([name]) => name !== 'version');
  return { ...made, body: Array.isArray(made.body) ? made.body : Object.fromEntries(members) };
}
