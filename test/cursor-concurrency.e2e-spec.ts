import { expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { fill, linksOf } from './support/collections.js';
import { describeOnEachDatabase, serve } from './support/nest-app.js';

@Endpoint('/rows', {
  filtering: { fields: ['tie'], ordering: ['tie'] },
  pagination: { style: 'cursor', pageSize: 7 },
})
class Row extends RestEndpoint {
  /** Of five values, so that a page ends in the middle of equal rows. */
  @Field({ type: 'int', optional: true })
  tie?: number | null;

  @Field({ default: 0 })
  touched!: number;
}

const ROWS = 120;

/** Ids that writers delete; all others are there throughout. */
const isDoomed = (id: number) => id % 5 === 0;

describeOnEachDatabase('a walk by cursor while others write', (server) => {
  it.each([
    ['by key, forwards', '/rows?', 'next'],
    ['by key, backwards', '/rows?', 'previous'],
    ['by ties, forwards', '/rows?ordering=tie', 'next'],
    ['by ties, backwards', '/rows?ordering=tie', 'previous'],
    ['by descending ties, nulls first', '/rows?ordering=-tie.nullsfirst', 'next'],
  ] as const)('%s, meets each row that stays once', async (_what, path, direction) => {
    const api = await serve(server, { endpoints: [Row] });
    await fill(
      api,
      '/rows',
      Array.from({ length: ROWS }, (_, at) => ({ tie: tieOf(at) })),
    );
    const walking = { over: false };

    const writing = Promise.all([insert(api, walking), remove(api), touch(api, walking)]);
    const met = await walk(api, path, direction);
    walking.over = true;
    await writing;

    const staying = Array.from({ length: ROWS }, (_, at) => at + 1).filter((id) => !isDoomed(id));
    expect(met.filter((id) => id <= ROWS && !isDoomed(id)).sort((a, b) => a - b)).toEqual(staying);
    expect(new Set(met).size).toBe(met.length);
  });
});

function tieOf(at: number): number | null {
  return at % 6 === 5 ? null : at % 6;
}

/** At most as many as the walk can't overtake. */
async function insert(api: ApiClient, walking: { readonly over: boolean }) {
  for (let at = 0; !walking.over && at < 300; at += 1)
    expect((await api.post('/rows', { tie: tieOf(at) })).status).toBe(201);
}

async function remove(api: ApiClient) {
  for (let id = 1; id <= ROWS; id += 1)
    if (isDoomed(id)) expect((await api.delete(`/rows/${id}`)).status).toBe(204);
}

/** Writes rows that stay, and moves them to no other place. */
async function touch(api: ApiClient, walking: { readonly over: boolean }) {
  for (let at = 1; !walking.over; at += 1) {
    const id = (at % ROWS) + 1;
    if (isDoomed(id)) continue;
    const { json } = await api.get(`/rows/${id}`);
    const change = { touched: at, version: json.version as number };
    expect((await api.patch(`/rows/${id}`, change)).status).toBe(200);
  }
}

async function walk(api: ApiClient, path: string, direction: 'next' | 'previous') {
  const met: number[] = [];
  const first = await api.get(path);
  const start = direction === 'next' ? path : linksOf(first).last!.pathAndQuery;
  for (let at = start; ;) {
    const { json } = await api.get(at);
    met.push(...(json.results as { id: number }[]).map(({ id }) => id));
    const cursor = json[direction] as string | null;
    if (cursor === null) return met;
    at = `${path}&cursor=${cursor}`;
  }
}
