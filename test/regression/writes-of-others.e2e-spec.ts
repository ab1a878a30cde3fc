import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { Endpoint, LightApi, RestEndpoint } from '../../lib/index.js';
import { ApiClient } from '../support/api-client.js';
import { SERVERS, type TestDatabase } from '../support/servers.js';
import { runSql } from '../support/sql.js';

const POSTGRES = SERVERS[1]!;

@Endpoint('/papers', { reflect: true })
class Paper extends RestEndpoint {}

@Endpoint('/counters', { reflect: true, versionField: 'xmin' })
class Counter extends RestEndpoint {}

@Endpoint('/admin-counters', { reflect: true, table: 'counters', versionField: 'xmin' })
class AdminCounter extends RestEndpoint {}

// Writes that came together were one transaction of PostgreSQL where that could be told from outside.
describe.skipIf(POSTGRES.missing)('writes that come together on PostgreSQL', () => {
  let home: TestDatabase;
  beforeEach(async () => {
    home = await POSTGRES.create();
    onTestFinished(() => home.drop());
  });

  it('see nothing of what a trigger has set for another one', async () => {
    await runSql(
      home.url,
      `create table papers (id serial primary key, owner text, actor text);
       create function sign() returns trigger language plpgsql as $$
         begin
           if new.owner is not null then perform set_config('app.actor', new.owner, true); end if;
           new.actor = coalesce(nullif(current_setting('app.actor', true), ''), 'nobody');
           return new;
         end $$;
       create trigger sign before insert on papers for each row execute function sign()`,
    );
    const api = await serve([Paper]);

    for (let round = 0; round < 5; round += 1)
      await together(32, (at) => api.post('/papers', at % 4 === 0 ? { owner: 'ann' } : {}));

    const wrong = await runSql(
      home.url,
      `select actor from papers where actor <> coalesce(owner, 'nobody')`,
    );
    expect(wrong).toEqual([]);
    expect(await runSql(home.url, 'select from papers')).toHaveLength(160);
  });

  it('never give two states of a row one tag, where that is the number of its transaction', async () => {
    await runSql(
      home.url,
      `create table counters (no serial primary key, value int not null, note text);
       insert into counters (value) values (0)`,
    );
    const api = await serve([Counter, AdminCounter]);
    const anyState = { 'if-match': '*' };

    for (let round = 0; round < 20; round += 1) {
      const answers = await together(16, (at) => {
        const path = `/${at % 2 === 0 ? 'counters' : 'admin-counters'}/1`;
        return api.patch(path, { value: 100 * round + at }, anyState);
      });
      const changed = answers.filter(({ status }) => status === 200);
      expect(new Set(changed.map(({ headers }) => headers.get('etag'))).size).toBe(changed.length);
    }
  });

  it('are all answered where each takes a while, and stored once', async () => {
    await runSql(
      home.url,
      `create function slow(value text) returns boolean language plpgsql as $$
         begin perform pg_sleep(0.25); return true; end $$;
       create table papers (id serial primary key, owner text check (slow(owner)), actor text)`,
    );
    const api = await serve([Paper]);

    const answers = await together(32, (at) => api.post('/papers', { owner: `owner ${at}` }));

    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(await runSql(home.url, 'select from papers')).toHaveLength(32);
  });

  async function serve(endpoints: (typeof RestEndpoint)[]): Promise<ApiClient> {
    const app = await LightApi.run({
      ...{ database: home.url, endpoints: endpoints as never },
      ...{ host: '127.0.0.1', port: 0 },
    });
    onTestFinished(() => app.close());
    const api = new ApiClient(await app.getUrl());
    // So that those that follow come together, and it is known whether there are triggers.
    await together(40, () => api.get('/papers'));
    await together(2, () => api.delete('/papers/0'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    return api;
  }
});

function together<T>(count: number, ask: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => ask(at)));
}
