import { describe, expect, it } from 'vitest';

import { Endpoint, type FilteringOptions, RestEndpoint } from '../../lib/index.js';
import { walked } from '../support/collections.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';

const SQL = `
create table odd_names (
  id integer primary key, "a[b]" text, "dot.ted" integer, "a,b" integer, "-minus" integer, "x.nullsfirst" integer);
insert into odd_names (id, "a[b]", "dot.ted") values (1, 'x', 2), (2, 'y', null), (3, 'x', 1);`;

describe.each(SERVERS)('a column of an odd name on $name', (server) => {
  const serve = (filtering: FilteringOptions) => {
    @Endpoint('/odd-names', {
      reflect: true,
      filtering,
      pagination: { style: 'cursor', pageSize: 1 },
    })
    class OddName extends RestEndpoint {}
    return serveTables(server, { SQLite: SQL, PostgreSQL: SQL }, { endpoints: [OddName] });
  };

  describe.skipIf(server.missing)(server.missing ?? 'as it runs', () => {
    it.each([
      ['dot.ted', [3, 1, 2]],
      ['-dot.ted', [1, 3, 2]],
      ['dot.ted.nullsfirst', [2, 3, 1]],
      ['-dot.ted.nullslast,id', [1, 3, 2]],
    ])('is ordered by with a dot: %s', async (ordering, ids) => {
      const api = await serve({ ordering: ['id', 'dot.ted'] });

      expect(await walked(api, `/odd-names?ordering=${ordering}`, 'id')).toEqual(ids);
    });

    it.each(['dot', 'dot.other', 'id.ted', 'dot.ted.x'])(
      'is not what %s orders by',
      async (ordering) => {
        const api = await serve({ ordering: ['id', 'dot.ted'], strict: true });

        expect((await api.get(`/odd-names?ordering=${ordering}`)).status).toBe(400);
      },
    );

    it('is not filtered by with brackets, which is told at start', async () => {
      await expect(serve({ fields: ['a[b]'] })).rejects.toThrow(
        /OddName: 'filtering\.fields' has 'a\[b\]', but brackets in a query are about an operator\. Rename/,
      );
    });

    it.each(['a,b', '-minus', 'x.nullsfirst'])(
      'is not ordered by where it is %s, which is told at start',
      async (name) => {
        await expect(serve({ ordering: [name] })).rejects.toThrow(
          `OddName: 'filtering.ordering' has '${name}', which ?ordering= can't name`,
        );
      },
    );
  });
});
