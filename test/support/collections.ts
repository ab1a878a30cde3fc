import { expect } from 'vitest';

import type { ApiAnswer, ApiClient } from './api-client.js';

/** Creates rows, one after another, so that their keys are in that order. */
export async function fill(
  api: ApiClient,
  path: string,
  rows: readonly object[],
): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (const row of rows) {
    const answer = await api.post(path, row);
    expect(answer.status, answer.text).toBe(201);
    answers.push(answer);
  }
  return answers;
}

/** What the rows of a collection have in one member. */
export function listed(answer: ApiAnswer, member = 'name'): unknown[] {
  expect(answer.status, answer.text).toBe(200);
  const { results } = answer.json as { results: readonly Record<string, unknown>[] };
  return results.map((row) => row[member]);
}

/** What the rows of all pages have in one member, from the first page on. */
export async function walked(
  api: ApiClient,
  path: string,
  member = 'name',
): Promise<readonly unknown[]> {
  const page = await api.get(path);
  const rows = listed(page, member);
  const { next } = linksOf(page);
  return next === undefined ? rows : [...rows, ...(await walked(api, next.pathAndQuery, member))];
}

/** The target of a link. */
export interface Link {
  readonly url: string;
  readonly pathAndQuery: string;
  readonly query: URLSearchParams;
}

/** One link and its relation. @see RFC 8288, section 3 */
const LINK = /^<([^<>"\s]*)>; rel="([a-z]+)"$/;

/** The `Link` header by relation; anything in it that is no link of ours is an error. */
export function linksOf({ headers }: ApiAnswer): Record<string, Link> {
  const header = headers.get('link');
  if (header === null) return {};
  return Object.fromEntries(
    header.split(', ').map((text) => {
      const [, url = '', relation = ''] = LINK.exec(text) ?? [];
      if (relation === '') throw new SyntaxError(`No link: ${text}`);
      const { pathname, search, searchParams } = new URL(url, 'http://relative');
      return [relation, { url, pathAndQuery: pathname + search, query: searchParams }];
    }),
  );
}
