import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LightApiServerOptions } from '../lib/index.js';
import { Account, Note, Specimen } from './fixtures/documented.endpoints.js';
import {
  type ListedOperation,
  type MadeRequest,
  OpenApiContract,
} from './support/openapi-contract.js';
import type { ApiDocument } from './support/openapi.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

/** The same requests each time. */
const SEED = 20_261_126;
const RUNS = 25;

const DECLARED: LightApiServerOptions = {
  endpoints: [Specimen, Note, Account],
  jwt: { secret: SECRET },
  auth: {
    rateLimit: { requestsPerMinute: 100_000 },
    loginValidator: (name: string) => (name.includes('a') ? { sub: name } : null),
  },
};

describe.each(SERVERS)('the document of declared endpoints on $name', (server) => {
  let api: TestApi;
  let contract: OpenApiContract;
  const successes = new Set<string>();
  beforeAll(async () => {
    if (server.missing !== undefined) return;
    api = await startApi(server, DECLARED);
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
      const ids = await idsOf(listed, token);
      const valid = fc.sample(contract.valid(listed, ids), { seed: SEED, numRuns: RUNS });
      const wrong = fc.sample(contract.wrong(listed, ids), { seed: SEED, numRuns: RUNS });
      for (const [at, made] of [...valid, ...wrong].entries()) {
        const answer = await send(listed, unversioned(made, at), at % 5 === 4 ? {} : token);
        if (answer.ok) successes.add(listed.operation.operationId);
        for (const mistake of await contract.mistakesOf(listed, made, answer))
          mistakes.add(`${listed.method} ${made.path} ${JSON.stringify(made.body)}: ${mistake}`);
      }
    }

    expect([...mistakes]).toEqual([]);
  });

  it.skipIf(server.missing !== undefined)('tells of each operation how it succeeds', () => {
    const all = contract.operations.map(({ operation }) => operation.operationId);

    expect(all.filter((id) => !successes.has(id))).toEqual([]);
  });

  async function idsOf({ path }: ListedOperation, token: Record<string, string>) {
    if (!path.endsWith('/{id}')) return [];
    const answer = await fetch(`${api.url}${path.replace('/{id}', '')}`, { headers: token });
    const { results } = (await answer.json()) as { results: { id: string | number }[] };
    return results.map(({ id }) => String(id));
  }

  async function send(listed: ListedOperation, made: MadeRequest, token: Record<string, string>) {
    const headers: Record<string, string> = { ...token, ...made.headers };
    if (made.body !== undefined) headers['content-type'] ??= 'application/json';
    if (/put|patch/.test(listed.method) && made.headers['if-match'] === undefined)
      headers['if-match'] = '*';
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
