import { describe, expect, it } from 'vitest';

import { Endpoint, Field, type LightApiRequest, RestEndpoint } from '../../lib/index.js';
import { walked } from '../support/collections.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';

const [SQLITE] = SERVERS;

/** LightAPI's `int` is SQLite's `INTEGER`, which has eight bytes. */
const TABLE = `
create table counts (
  n INTEGER not null, price NUMERIC(20,2), id INTEGER not null primary key, created_at DATETIME, updated_at DATETIME,
  version INTEGER not null
)`;
const WIDE = '9007199254740993';
const ROWS = `
insert into counts values (${WIDE}, ${WIDE}, 1, null, null, 1), (7, 1, 2, null, null, 1), (-${WIDE}, 1, 3, null, null, 1)`;

const PAGES = {
  filtering: { ordering: ['n'] },
  pagination: { style: 'cursor', pageSize: 1 },
} as const;

@Endpoint('/counts', PAGES)
class Count extends RestEndpoint {
  @Field({ type: 'int' })
  n!: number;

  @Field({ type: 'decimal', precision: 20, scale: 2, optional: true })
  price?: string;
}

@Endpoint('/hooked', { table: 'counts' })
class Hooked extends Count {
  override async retrieve(request: LightApiRequest, id: string) {
    return Object.assign(await super.retrieve(request, id), { more: true });
  }
}

@Endpoint('/reflected', { reflect: true, table: 'counts', ...PAGES })
class Reflected extends RestEndpoint {
  @Field({ type: 'int' })
  n!: number;
}

@Endpoint('/seen', { table: 'counts_seen', methods: ['GET'] })
class Seen extends Count {}

const serve = () =>
  serveTables(
    SQLITE!,
    {
      SQLite: `${TABLE}; ${ROWS}; create view counts_seen as select * from counts`,
      PostgreSQL: '',
    },
    { endpoints: [Count, Hooked, Reflected, Seen] },
  );

describe('integers of eight bytes in a table of SQLite that others have made', () => {
  it.each(['/counts', '/hooked', '/reflected', '/seen'])(
    'are shown with all digits by %s',
    async (route) => {
      const api = await serve();

      const [one, other, all] = [
        await api.get(`${route}/1`),
        await api.get(`${route}/3`),
        await api.get(route),
      ];

      expect(one.text).toContain(`"n":${WIDE},`);
      expect(other.text).toContain(`"n":-${WIDE},`);
      expect(all.text).toContain(`"n":${WIDE},`);
    },
  );

  it('are shown with all digits where a program has read them', async () => {
    const api = await serve();

    const { text } = await api.get('/hooked/1');

    expect(text).toContain(`"n":${WIDE},`);
    expect(text).toContain('"more":true');
  });

  it.each(['/counts', '/reflected'])('are gone on from by a cursor of %s', async (route) => {
    const api = await serve();

    expect(await walked(api, `${route}?ordering=n`, 'id')).toEqual([3, 2, 1]);
  });

  it('stay where another member is changed', async () => {
    const api = await serve();

    const { text } = await api.patch('/counts/1', { price: '2.00', version: 1 });

    expect(text).toContain(`"n":${WIDE},`);
  });
});
