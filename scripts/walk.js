// Follows one PATCH and one filtered, cursor-paged GET from the socket to the row and back: prints each
// file of dist/ that they pass, with the functions that ran there. `npm run build` first, then
// `npm run walk`.
import { Session } from 'node:inspector/promises';
import { relative, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Endpoint, Field, LightApi, RestEndpoint } from '../dist/index.js';

const DIST = join(import.meta.dirname, '..', 'dist');

class Book extends RestEndpoint {}
Field({ type: 'string', minLength: 1 })(Book.prototype, 'title');
Field({ type: 'string' })(Book.prototype, 'author');
Endpoint('/books', {
  filtering: { fields: ['author'], ordering: ['title'] },
  pagination: { style: 'cursor', pageSize: 2 },
})(Book);

const app = await LightApi.run({
  endpoints: [Book],
  database: process.env.WALK_DATABASE ?? 'sqlite::memory:',
  host: '127.0.0.1',
  port: 0,
  logs: 'none',
});
const url = await app.getUrl();
for (const title of ['Emma', 'Persuasion', 'Evelina', 'Camilla', 'Sanditon'])
  await send('POST', '/books', { title, author: 'Austen' });
const page = '/books?author=Austen&ordering=title';
const first = await (await send('GET', page)).json();
const next = `${page}&cursor=${encodeURIComponent(new URL(first.next, url).searchParams.get('cursor') ?? first.next)}`;

// Once before, so that what is made at the first request is no part of the walk.
await send('PATCH', '/books/1', { title: 'Emma I', version: 1 });
await send('GET', next);
await walk('PATCH /books/1', () =>
  send('PATCH', '/books/1', { title: 'Emma II', version: 2 }),
);
await walk(`GET ${next.slice(0, 60)}…`, () => send('GET', next));
await app.close();

async function send(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function walk(name, request) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await request();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const files = result
    .filter(({ url }) => url.startsWith('file:') && fileURLToPath(url).startsWith(DIST))
    .map(({ url, functions }) => ({
      path: relative(DIST, fileURLToPath(url)),
      functions: functions.filter(({ functionName, ranges }) => ranges[0].count > 0).map(({ functionName }) => functionName || '(anonymous)'),
    }))
    .filter(({ functions }) => functions.length > 0);
  const count = files.reduce((sum, { functions }) => sum + functions.length, 0);
  console.log(`\n${name}: ${files.length} files, ${count} functions`);
  for (const { path, functions } of files) console.log(`  ${path}: ${functions.join(', ')}`);
}
