// Follows one PATCH and one filtered, cursor-paged GET from the socket to the row and back: each file
// of lib/ that they pass, with the functions that run there. `--json` for programs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { buildLibraryFiles, LIBRARY_FILES } from './build-when-stale.js';
import { walk } from './house/walk.js';

buildLibraryFiles();
const entry = pathToFileURL(join(LIBRARY_FILES, 'index.js')).href;
const { Endpoint, Field, LightApi, RestEndpoint } = await import(entry);

class Book extends RestEndpoint {}
Field({ type: 'string', minLength: 1 })(Book.prototype, 'title');
Field({ type: 'string' })(Book.prototype, 'author');
Endpoint('/books', {
  filtering: { fields: ['author'], ordering: ['title'] },
  pagination: { style: 'cursor', pageSize: 2 },
})(Book);

const app = await LightApi.run({
  endpoints: [Book],
  database: 'sqlite::memory:',
  host: '127.0.0.1',
  port: 0,
  logs: 'none',
});
const url = await app.getUrl();
for (const title of ['Emma', 'Persuasion', 'Evelina', 'Camilla', 'Sanditon'])
  await send('POST', '/books', { title, author: 'Austen' });
const first = '/books?author=Austen&ordering=title';
const { next } = await (await send('GET', first)).json();
const behind = `cursor=${encodeURIComponent(next)}`;

// What is made at the first request is no part of the walk; to read a query is, which is done once for
// each text of one.
await send('PATCH', '/books/1', { title: 'Emma I', version: 1 });
await send('GET', `${first}&${behind}`);
const walks = {
  PATCH: await walk(() => send('PATCH', '/books/1', { title: 'Emma II', version: 2 })),
  GET: await walk(() => send('GET', `/books?ordering=title&author=Austen&${behind}`)),
};
await app.close();
if (process.argv.includes('--json')) console.log(JSON.stringify(walks));
else for (const [verb, files] of Object.entries(walks)) print(verb, files);

async function send(method, path, body) {
  const json = body && {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const answer = await fetch(url + path, { method, ...json });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function print(verb, files) {
  const count = files.reduce((sum, { functions }) => sum + functions.length, 0);
  console.log(`${verb}: ${files.length} files, ${count} functions`);
  for (const { path, functions } of files) console.log(`  ${path}: ${functions.join(', ')}`);
}
