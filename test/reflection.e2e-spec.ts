import { it } from 'vitest';

import { Endpoint, RestEndpoint } from '../lib/index.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { serveTables } from './support/reflected-api.js';

@Endpoint('/artists', { reflect: true, table: 'Artist' })
class Artist extends RestEndpoint {}

describeOnEachDatabase('smoke', (server) => {
  it('works', async () => {
    const api = await serveTables(
      server,
      {
        SQLite:
          'create table "Artist" ("ArtistId" integer primary key, "Name" text not null, boss int references "Artist"("ArtistId"))',
        PostgreSQL:
          'create table "Artist" ("ArtistId" serial primary key, "Name" text not null, boss int references "Artist"("ArtistId"))',
      },
      { endpoints: [Artist] },
    );
    const made = await api.post('/artists', { Name: 'A' });
    console.log(made.status, made.text, made.headers.get('etag'), made.headers.get('location'));
    const got = await api.get('/artists/1');
    console.log(got.text, got.headers.get('etag'));
    const p = await api.patch(
      '/artists/1',
      { Name: 'B' },
      { 'if-match': got.headers.get('etag')! },
    );
    console.log(p.status, p.text, p.headers.get('etag'));
    console.log(
      (await api.patch('/artists/1', { Name: 'B' }, { 'if-match': got.headers.get('etag')! })).text,
    );
    console.log((await api.patch('/artists/1', { Name: 'B' })).text);
    console.log((await api.get('/artists')).text);
    console.log((await api.delete('/artists/1')).status);
  });
});
