import { describe, expect } from 'vitest';

import { runSql } from '../support/sql.js';
import { faultCase } from './frame/fault-case.js';
import { sized } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { simultaneously, startLines } from './frame/lines.js';
import { DATABASES } from './frame/own-database.js';
import type { RecordedAnswer, RecordedClient } from './frame/recorded-client.js';

const INSERTS = 30;
const RACES = 40;
const FAMILIES = 25;
const ROWS = 120;

const SHOP = `
defaults: { pagination: { style: cursor, page_size: 10 } }
endpoints:
  - route: /authors
    fields: { name: { type: str, unique: true } }
  - route: /books
    fields:
      rank: { type: int }
      author: { type: int, foreign_key: authors.id, optional: true }
    meta: { filtering: { ordering: [rank, id] } }
`;

describe.each(DATABASES)('races on $name', ({ name, missing, create }) => {
  /** Two servers on one database of the case's own. */
  const pair = async (record: Parameters<Parameters<typeof faultCase>[1]>[0]) => {
    const options = { database: await create(), record, yaml: SHOP };
    const first = await Instance.start(options);
    const second = await Instance.start(options);
    return { database: options.database, clients: [first.client, second.client] as const };
  };

  faultCase(
    {
      id: 'R6',
      what: `one value is stored once on ${name}`,
      load: `${INSERTS} simultaneous inserts of one value, then as many changes to one, over two servers`,
      promised: '1 succeeds each time, all others get 409; 1 row',
      missing,
    },
    async (record) => {
      const { database, clients } = await pair(record);

      const made = await simultaneously(INSERTS, (at) =>
        clients[at % 2]!.post('/authors', { name: 'same' }),
      );
      await simultaneously(INSERTS, (at) => clients[0].post('/authors', { name: `n${at}` }));
      const changed = await simultaneously(INSERTS, async (at) => {
        const path = `/authors/${at + INSERTS + 1}`;
        return clients[at % 2]!.patch(path, { name: 'other', version: 1 });
      });

      expect(countOf(made, 201)).toBe(1);
      expect(countOf(made, 409)).toBe(INSERTS - 1);
      expect(countOf(changed, 200)).toBeLessThanOrEqual(1);
      expect(countOf(changed, 200) + countOf(changed, 409) + countOf(changed, 404)).toBe(INSERTS);
      const rows = await runSql(database, `select 1 from authors where name in ('same', 'other')`);
      expect(rows).toHaveLength(1 + countOf(changed, 200));
    },
  );

  faultCase(
    {
      id: 'R7',
      what: `what is deleted stays deleted, and nobody refers to it, on ${name}`,
      load: `${RACES} races of DELETE and PATCH, ${FAMILIES} of DELETE and a new reference, 20 DELETEs of one row, over two servers`,
      promised: 'no row comes back; 1 x 204 and 19 x 404; 0 references to nothing',
      missing,
    },
    async (record) => {
      const { database, clients } = await pair(record);
      const races = await simultaneously(RACES, () => raceOfDeletion(clients));
      const families = await simultaneously(FAMILIES, (at) => raceOfReference(clients, at));
      const { json } = await clients[0].post('/books', { rank: 1 });
      const deletions = await simultaneously(20, (at) =>
        clients[at % 2]!.delete(`/books/${(json as { id: number }).id}`),
      );

      record.figure('deleted before the change', races.filter((status) => status === 404).length);
      record.figure('references refused', families.filter((status) => status === 422).length);
      const orphans = await runSql(
        database,
        'select 1 from books where author is not null and author not in (select id from authors)',
      );
      expect(orphans).toEqual([]);
      expect(countOf(deletions, 204)).toBe(1);
      expect(countOf(deletions, 404)).toBe(19);
    },
  );

  for (const ordering of ['id', 'rank', '-rank'])
    faultCase(
      {
        id: 'R8',
        what: `a walk by cursor, ordered by ${ordering}, while rows come, change and go, on ${name}`,
        load: `${sized({ long: 6, short: 2 })} walks over ${ROWS} rows that stay; 3 clients insert, change and delete`,
        promised: '0 rows left out, 0 met twice',
        missing,
      },
      async (record) => {
        const { clients } = await pair(record);
        const staying: number[] = [];
        for (let at = 0; at < ROWS; at += 1) {
          const { json } = await clients[0].post('/books', { rank: at % 7 });
          staying.push((json as { id: number }).id);
        }
        const writers = startLines(3, (line) => comeAndGo(clients[line % 2]!, staying[line]!));

        for (let walk = 0; walk < sized({ long: 6, short: 2 }); walk += 1) {
          const met = await walkOver(clients, ordering);
          expect(met.filter((id) => staying.includes(id)).sort((a, b) => a - b)).toEqual(staying);
        }
        await writers.end();
      },
    );
});

async function raceOfDeletion([first, second]: readonly RecordedClient[]): Promise<number> {
  const { json } = await first!.post('/books', { rank: 1 });
  const path = `/books/${(json as { id: number }).id}`;
  const [change, removal] = await Promise.all([
    second!.patch(path, { rank: 2, version: 1 }),
    first!.delete(path),
  ]);
  expect([200, 404]).toContain(change.status);
  expect(removal.status).toBe(204);
  expect((await second!.get(path)).status).toBe(404);
  return change.status;
}

async function raceOfReference([first, second]: readonly RecordedClient[], at: number) {
  const { json } = await first!.post('/authors', { name: `family ${at}` });
  const { id } = json as { id: number };
  const [removal, book] = await Promise.all([
    first!.delete(`/authors/${id}`),
    second!.post('/books', { rank: 1, author: id }),
  ]);
  expect([204, 409]).toContain(removal.status);
  expect([201, 422]).toContain(book.status);
  return book.status;
}

/** A row comes, one that stays is changed where that moves it nowhere, and the new one goes. */
async function comeAndGo(client: RecordedClient, staying: number): Promise<void> {
  const made = await client.post('/books', { rank: 3 });
  const { json } = await client.get(`/books/${staying}`);
  await client.patch(`/books/${staying}`, { author: null, version: json.version as number });
  await client.delete(`/books/${(made.json as { id: number }).id}`);
}

async function walkOver(clients: readonly RecordedClient[], ordering: string): Promise<number[]> {
  const met: number[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null && page < 200; page += 1) {
    const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { json } = await clients[page % 2]!.get(`/books?ordering=${ordering}${at}`);
    const { next, results } = json as { next: string | null; results: { id: number }[] };
    met.push(...results.map(({ id }) => id));
    cursor = next;
  }
  return met;
}

function countOf(answers: readonly RecordedAnswer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}
