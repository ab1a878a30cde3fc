import { Transform } from 'class-transformer';
import { IsEmail } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ type: 'string', minLength: 1 })
  title!: string;

  @Field({ type: 'string', optional: true })
  subtitle?: string | null;

  @Field({ type: 'string', default: 'unknown' })
  author!: string;

  @Field({ type: 'int', default: () => 40 + 2 })
  pages!: number;
}

@Endpoint('/logs', { methods: ['GET', 'POST'], table: 'crud_logs' })
class Log extends RestEndpoint {
  @Field({ type: 'string' })
  line!: string;
}

@Endpoint('/inbox', { methods: ['POST'], table: 'crud_inbox' })
class Inbox extends RestEndpoint {
  @Field({ type: 'string' })
  line!: string;
}

@Endpoint('/notes', { primaryKey: 'uuid', table: 'crud_notes' })
class Note extends RestEndpoint {
  @Field({ type: 'string' })
  text!: string;
}

@Endpoint('/accounts', { table: 'crud_accounts' })
class Account extends RestEndpoint {
  @Field({ type: 'string', unique: true })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsEmail()
  email!: string;
}

@Endpoint('/shelves', { table: 'crud_shelves' })
class Shelf extends RestEndpoint {
  @Field({ type: 'string' })
  name!: string;
}

@Endpoint('/items', { table: 'crud_items' })
class Item extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Shelf })
  shelf_id!: number;

  @Field({ type: 'int', optional: true, foreignKey: () => Shelf })
  spare_id?: number | null;
}

abstract class Named extends RestEndpoint {
  @Field({ type: 'string' })
  name!: string;
}

@Endpoint('/authors', { table: 'crud_authors' })
class Author extends Named {
  @Field({ type: 'int', optional: true })
  born?: number | null;
}

const ENDPOINTS = [Book, Log, Inbox, Note, Account, Shelf, Item, Author];

describe.each(SERVERS)('a resource on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: ENDPOINTS });
    });
    afterAll(async () => {
      await api.stop();
    });

    /** Creates a row, and says where it is. */
    async function made(path: string, body: object): Promise<{ at: string; row: any }> {
      const { headers, json } = await api.post(path, body);
      return { at: headers.get('location') ?? '', row: json };
    }

    describe('being created', () => {
      it('answers 201 with Location, ETag and the members in the order of their declaration', async () => {
        const answer = await api.post('/books', { pages: 7, title: 'Emma' });

        expect(answer.status).toBe(201);
        expect(answer.headers.get('location')).toBe(`/books/${answer.json.id}`);
        expect(answer.headers.get('etag')).toBe('"1"');
        expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(answer.text).toBe(
          `{"title":"Emma","subtitle":null,"author":"unknown","pages":7,"id":${answer.json.id},` +
            `"created_at":"${answer.json.created_at}","updated_at":"${answer.json.updated_at}",` +
            `"version":1}`,
        );
      });

      it('gets the moment of its creation, twice', async () => {
        const { row } = await made('/books', { title: 'Emma' });

        expect(row.created_at).toMatch(INSTANT);
        expect(row.updated_at).toBe(row.created_at);
      });

      it('gets the defaults of what is left out, and of functions', async () => {
        const { row } = await made('/books', { title: 'Emma' });

        expect(row).toMatchObject({ subtitle: null, author: 'unknown', pages: 42 });
      });

      it('does not take id, version or moments from a client', async () => {
        const sent = { id: 9999, version: 7, created_at: 'never', updated_at: '2001-01-01' };

        const { row } = await made('/books', { title: 'Emma', ...sent });

        expect(row).toMatchObject({ version: 1, created_at: expect.stringMatching(INSTANT) });
        expect(row.id).not.toBe(9999);
      });

      it('is answered as it is read afterwards', async () => {
        const created = await api.post('/books', { title: 'Emma', subtitle: 'A novel' });

        const read = await api.get(created.headers.get('location') ?? '');

        expect(read.text).toBe(created.text);
      });

      it('leaves out members that nobody declared', async () => {
        const { row } = await made('/books', { title: 'Emma', colour: 'red' });

        expect(row).not.toHaveProperty('colour');
      });

      it('has the members of its base class first', async () => {
        const { row } = await made('/authors', { born: 1775, name: 'Jane Austen' });

        expect(Object.keys(row as object).slice(0, 3)).toEqual(['name', 'born', 'id']);
      });
    });

    describe('being read', () => {
      it('comes with its entity tag', async () => {
        const { at, row } = await made('/books', { title: 'Emma' });

        const answer = await api.get(at);

        expect(answer.status).toBe(200);
        expect(answer.headers.get('etag')).toBe('"1"');
        expect(answer.json).toEqual(row);
      });

      it('is in its collection', async () => {
        const { row } = await made('/books', { title: 'Persuasion' });

        const answer = await api.get('/books');

        expect(Object.keys(answer.json as object)).toEqual(['results']);
        expect(answer.json.results).toContainEqual(row);
        expect(answer.headers.get('x-results-truncated')).toBeNull();
      });

      it.each(['/shelves', '/shelves/1'])(
        'by HEAD %s has the headers of GET and no body',
        async (path) => {
          await made('/shelves', { name: 'A' });
          const full = await api.get(path);

          const head = await api.send('HEAD', path);

          expect(head).toMatchObject({ status: 200, text: '' });
          for (const name of ['content-type', 'content-length', 'etag'])
            expect(head.headers.get(name)).toBe(full.headers.get(name));
        },
      );
    });

    describe('being replaced', () => {
      it('falls back to default or null where a member is left out', async () => {
        const { at } = await made('/books', {
          title: 'Emma',
          subtitle: 'x',
          author: 'JA',
          pages: 1,
        });

        const answer = await api.put(at, { title: 'Emma II', version: 1 });

        expect(answer.status).toBe(200);
        expect(answer.headers.get('etag')).toBe('"2"');
        expect(answer.json).toMatchObject({
          ...{ title: 'Emma II', subtitle: null, author: 'unknown', pages: 42, version: 2 },
        });
      });

      it('has to be given every required member', async () => {
        const { at } = await made('/books', { title: 'Emma' });

        const answer = await api.put(at, { author: 'JA', version: 1 });

        expect(answer.status).toBe(422);
        expect(answer.json.detail[0]).toMatchObject({ type: 'missing', loc: ['title'] });
      });

      it('takes back what was fetched, whole', async () => {
        const { at, row } = await made('/books', { title: 'Emma', subtitle: 'A novel' });

        const answer = await api.put(at, row);

        expect(answer.status).toBe(200);
        expect(answer.json).toEqual({ ...row, version: 2, updated_at: answer.json.updated_at });
      });
    });

    describe('being changed', () => {
      it('keeps what is not sent', async () => {
        const { at, row } = await made('/books', { title: 'Emma', subtitle: 'A novel', pages: 5 });

        const answer = await api.patch(at, { title: 'Emma II', version: 1 });

        const { updated_at } = answer.json;
        expect(answer.status).toBe(200);
        expect(answer.headers.get('etag')).toBe('"2"');
        expect(answer.json).toEqual({ ...row, title: 'Emma II', version: 2, updated_at });
      });

      it('loses an optional member by null', async () => {
        const { at } = await made('/books', { title: 'Emma', subtitle: 'A novel' });

        const answer = await api.patch(at, { subtitle: null, version: 1 });

        expect(answer.json).toMatchObject({ title: 'Emma', subtitle: null });
      });

      it('does not lose a required member by null', async () => {
        const { at } = await made('/books', { title: 'Emma' });

        const answer = await api.patch(at, { title: null, version: 1 });

        expect(answer.status).toBe(422);
        expect((await api.get(at)).json.title).toBe('Emma');
      });

      it('keeps its id and creation whatever is sent', async () => {
        const { at, row } = await made('/books', { title: 'Emma' });

        await api.patch(at, { id: 12345, created_at: '2001-01-01', version: 1 });

        const { id, created_at } = (await api.get(at)).json;
        expect({ id, created_at }).toEqual({ id: row.id, created_at: row.created_at });
      });

      it('is read afterwards as it was answered', async () => {
        const { at } = await made('/books', { title: 'Emma' });

        const changed = await api.patch(at, { pages: 3, version: 1 });

        expect((await api.get(at)).text).toBe(changed.text);
      });
    });

    describe('being deleted', () => {
      it('answers 204 without a body, and is gone', async () => {
        const { at } = await made('/books', { title: 'Emma' });

        const answer = await api.delete(at);

        expect(answer).toMatchObject({ status: 204, text: '' });
        expect((await api.get(at)).status).toBe(404);
      });

      it('is not found a second time', async () => {
        const { at } = await made('/books', { title: 'Emma' });
        await api.delete(at);

        const again = await api.delete(at);

        expect(again.status).toBe(404);
      });
    });

    describe('with some verbs only', () => {
      it.each([
        ['/books', 'GET, HEAD, POST, OPTIONS'],
        ['/books/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
        ['/logs', 'GET, HEAD, POST, OPTIONS'],
        ['/logs/1', 'GET, HEAD, OPTIONS'],
        ['/inbox', 'POST, OPTIONS'],
      ])('tells by OPTIONS %s: %s', async (path, allow) => {
        const answer = await api.send('OPTIONS', path);

        expect(answer).toMatchObject({ status: 204, text: '' });
        expect(words(answer.headers.get('allow'))).toEqual(words(allow));
      });

      it.each([
        ['PUT', '/logs/1', 'GET'],
        ['PATCH', '/logs/1', 'GET'],
        ['DELETE', '/logs/1', 'GET'],
        ['DELETE', '/logs', 'GET, POST'],
        ['GET', '/inbox', 'POST'],
        ['PATCH', '/books', 'GET, POST'],
        ['POST', '/books/1', 'GET, PUT, PATCH, DELETE'],
      ])('refuses %s %s with 405', async (method, path, allowed) => {
        const answer = await api.send(method, path);

        expect(answer.status).toBe(405);
        expect(answer.json).toEqual({ detail: `Method Not Allowed. Allowed: ${allowed}` });
        expect(words(answer.headers.get('allow'))).toEqual(expect.arrayContaining(words(allowed)));
      });

      it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST'])(
        'has no single resources for %s where nothing but POST is served',
        async (method) => {
          const answer = await api.send(method, '/inbox/1');

          expect(answer.status).toBe(404);
          expect(answer.json).toEqual({ detail: 'not found' });
        },
      );

      it('serves the verbs that are left', async () => {
        const created = await api.post('/inbox', { line: 'hello' });
        const logged = await made('/logs', { line: 'hello' });

        expect(created.status).toBe(201);
        expect((await api.get(logged.at)).json).toEqual(logged.row);
      });
    });

    describe('with a UUID for a key', () => {
      it('is found, changed and deleted by it', async () => {
        const { at, row } = await made('/notes', { text: 'one' });

        const changed = await api.patch(at, { text: 'two', version: 1 });
        const deleted = await api.delete(at);

        expect(row.id).toMatch(UUID);
        expect(at).toBe(`/notes/${row.id}`);
        expect(changed.json).toMatchObject({ id: row.id, text: 'two', version: 2 });
        expect(deleted.status).toBe(204);
      });

      it('is found by the same UUID in capitals', async () => {
        const { row } = await made('/notes', { text: 'one' });

        const answer = await api.get(`/notes/${String(row.id).toUpperCase()}`);

        expect(answer.json).toEqual(row);
      });

      it.each(['1', 'abc', '00000000-0000-0000-0000-000000000000', '0'.repeat(32)])(
        'is not found by %s',
        async (id) => {
          const answer = await api.get(`/notes/${id}`);

          expect(answer).toMatchObject({ status: 404, json: { detail: 'not found' } });
        },
      );
    });

    describe('with decorators of other libraries', () => {
      it('obeys a rule of class-validator on the same property', async () => {
        const answer = await api.post('/accounts', { email: 'nobody' });

        const [entry] = answer.json.detail;
        expect(answer.status).toBe(422);
        expect(entry).toMatchObject({ type: 'isEmail', loc: ['email'], input: 'nobody' });
      });

      it('stores what a transformation of class-transformer made', async () => {
        const { at, row } = await made('/accounts', { email: '  trim@example.org ' });

        const changed = await api.patch(at, { email: ' trimmed@example.org', version: 1 });

        expect(row.email).toBe('trim@example.org');
        expect(changed.json.email).toBe('trimmed@example.org');
      });
    });

    describe('with a unique member', () => {
      it('is refused with 409 and the member by POST', async () => {
        await made('/accounts', { email: 'post@example.org' });

        const answer = await api.post('/accounts', { email: 'post@example.org' });

        expect(answer.status).toBe(409);
        expect(answer.json).toEqual({ detail: 'another row has the same email' });
      });

      it.each(['PUT', 'PATCH'])('is refused with 409 and the member by %s', async (method) => {
        await made('/accounts', { email: `taken.${method}@example.org` });
        const { at, row } = await made('/accounts', { email: `free.${method}@example.org` });
        const body = { email: `taken.${method}@example.org`, version: 1 };

        const answer = await api.send(method, at, { body });

        expect(answer.status).toBe(409);
        expect(answer.json).toEqual({ detail: 'another row has the same email' });
        expect((await api.get(at)).json).toEqual(row);
      });

      it('is created once by thirty simultaneous requests', async () => {
        const body = { email: 'race@example.org' };

        const answers = await Promise.all(
          Array.from({ length: 30 }, () => api.post('/accounts', body)),
        );

        expect(countOf(answers, 201)).toBe(1);
        expect(countOf(answers, 409)).toBe(29);
      });
    });

    describe('with a reference', () => {
      it('is stored where the other row exists', async () => {
        const shelf = await made('/shelves', { name: 'A' });

        const { row } = await made('/items', { shelf_id: shelf.row.id });

        expect(row.shelf_id).toBe(shelf.row.id);
      });

      it('is refused with each of several that refer to nothing', async () => {
        const both = await api.post('/items', { shelf_id: 987_654, spare_id: 987_655 });
        const shelf = await made('/shelves', { name: 'A' });
        const one = await api.post('/items', { shelf_id: shelf.row.id, spare_id: 987_655 });

        const refused = [both, one].map(({ json }) =>
          (json.detail as { loc: string[] }[]).map(({ loc }) => loc),
        );
        expect(refused).toEqual([[['shelf_id'], ['spare_id']], [['spare_id']]]);
      });

      it('is refused with 422 at the member where the other row is missing', async () => {
        const answer = await api.post('/items', { shelf_id: 987_654 });

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toEqual([expect.objectContaining({ loc: ['shelf_id'] })]);
      });

      it('is not changed to a row that is missing', async () => {
        const shelf = await made('/shelves', { name: 'A' });
        const { at } = await made('/items', { shelf_id: shelf.row.id });

        const answer = await api.patch(at, { shelf_id: 987_654, version: 1 });

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toEqual([expect.objectContaining({ loc: ['shelf_id'] })]);
      });

      it('keeps the other row from being deleted', async () => {
        const shelf = await made('/shelves', { name: 'A' });
        await made('/items', { shelf_id: shelf.row.id });

        const answer = await api.delete(shelf.at);

        expect(answer.status).toBe(409);
        expect(answer.json).toEqual({
          detail: 'other rows refer to this one: crud_items.shelf_id',
        });
        expect((await api.get(shelf.at)).status).toBe(200);
      });
    });
  });
});

@Endpoint('/people', { table: 'crud_people' })
class Person extends RestEndpoint {
  @Field({ type: 'int', optional: true, foreignKey: () => Person })
  parent?: number | null;
}

@Endpoint('/papers', { table: 'crud_papers' })
class Paper extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Person })
  author!: number;
}

@Endpoint('/paper-stream', { table: 'crud_papers', methods: ['GET'] })
class PaperStream extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Person })
  author!: number;
}

@Endpoint('/letters', { table: 'crud_letters' })
class Letter extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Person })
  sender!: number;

  @Field({ type: 'int', optional: true, foreignKey: () => Person })
  receiver?: number | null;
}

describe.each(SERVERS)('a row that is referred to on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Person, Paper, PaperStream, Letter] });
    });
    afterAll(async () => {
      await api.stop();
    });

    /** A person, and what refuses that it is deleted. */
    async function refusal(referTo: (id: number) => Promise<unknown>): Promise<unknown> {
      const { id } = (await api.post('/people', {})).json as { id: number };
      await referTo(id);
      const answer = await api.delete(`/people/${id}`);
      return answer.json.detail;
    }

    it('names each column of each table once, and not the row itself', async () => {
      const detail = await refusal(async (id) => {
        await api.patch(`/people/${id}`, { parent: id, version: 1 });
        await api.post('/papers', { author: id });
        await api.post('/letters', { sender: id });
      });

      expect(detail).toBe('other rows refer to this one: crud_papers.author, crud_letters.sender');
    });

    it('names its own table for another row of it', async () => {
      const detail = await refusal(async (id) => {
        await api.patch(`/people/${id}`, { parent: id, version: 1 });
        await api.post('/people', { parent: id });
      });

      expect(detail).toBe('other rows refer to this one: crud_people.parent');
    });

    it('is deleted where nothing but itself refers to it', async () => {
      const { id } = (await api.post('/people', {})).json as { id: number };
      await api.patch(`/people/${id}`, { parent: id, version: 1 });

      expect((await api.delete(`/people/${id}`)).status).toBe(204);
    });
  });
});

describe.each(SERVERS)('an application with options on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, {
        endpoints: [Shelf],
        maxResults: 3,
        unknownMembers: 'reject',
      });
      for (const name of ['A', 'B', 'C']) await api.post('/shelves', { name });
    });
    afterAll(async () => {
      await api.stop();
    });

    it('lists as many rows as allowed, and says when there are more', async () => {
      const whole = await api.get('/shelves');
      await api.post('/shelves', { name: 'D' });

      const bounded = await api.get('/shelves');

      expect(whole.headers.get('x-results-truncated')).toBeNull();
      expect(bounded.headers.get('x-results-truncated')).toBe('3');
      expect(bounded.json).toEqual(whole.json);
    });

    it('refuses members that nobody declared', async () => {
      const answer = await api.post('/shelves', { name: 'A', colour: 'red' });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toEqual([
        expect.objectContaining({ type: 'extra_forbidden', loc: ['colour'], input: 'red' }),
      ]);
    });

    it('still takes back what was fetched, whole', async () => {
      const { json } = await api.get('/shelves/1');

      const answer = await api.put('/shelves/1', json);

      expect(answer.status).toBe(200);
    });
  });
});

function words(list: string | null): string[] {
  return (list ?? '').split(', ').sort();
}

function countOf(answers: readonly ApiAnswer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}
