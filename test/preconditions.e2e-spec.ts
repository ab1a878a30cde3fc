import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

const FAILED = { status: 412, json: { detail: 'precondition failed' } };
const CONFLICT = { status: 409, json: { detail: 'version conflict' } };
const NOT_FOUND = { status: 404, json: { detail: 'not found' } };

/** What names version 2, which is the stored one, for If-Match. */
const MATCHING = ['"2"', '*', ' * ', '"1", "2"', '"2","3"', 'W/"2", "2"', '"abc", "2"'];

/** What does not: other versions, weak tags, and tags that are none of ours. */
const FAILING = ['"1"', '"3"', '"1", "3"', 'W/"2"', '""', '"abc"', '"02"', '"2.0"'];

const MALFORMED = ['2', '"2', "'2'", '2"', 'w/"2"', '"1" "2"', '*, "2"', '"2 "', '"a"b"'];

@Endpoint('/books', { table: 'precondition_books' })
class Book extends RestEndpoint {
  @Field({ type: 'string' })
  title!: string;
}

/** RFC 9110, section 13. */
describe.each(SERVERS)('a conditional request on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    let at: string;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Book] });
    });
    afterAll(async () => {
      await api.stop();
    });
    beforeEach(async () => {
      const { headers } = await api.post('/books', { title: 'Emma' });
      at = headers.get('location') ?? '';
      await api.patch(at, { title: 'Emma II', version: 1 });
    });

    async function expectUntouched(): Promise<void> {
      expect((await api.get(at)).json).toMatchObject({ title: 'Emma II', version: 2 });
    }

    describe('with If-Match', () => {
      it.each(MATCHING)('is a PATCH that is done: %s', async (tags) => {
        const answer = await api.patch(at, { title: 'Emma III' }, { 'if-match': tags });

        expect(answer.status).toBe(200);
        expect(answer.headers.get('etag')).toBe('"3"');
        expect(answer.json).toMatchObject({ title: 'Emma III', version: 3 });
      });

      it.each(FAILING)('is a PATCH that is refused with 412: %s', async (tags) => {
        const answer = await api.patch(at, { title: 'Emma III' }, { 'if-match': tags });

        expect(answer).toMatchObject(FAILED);
        expect(answer.headers.get('etag')).toBeNull();
        await expectUntouched();
      });

      it.each(MALFORMED)('is a PATCH that is refused with 400: %s', async (tags) => {
        const answer = await api.patch(at, { title: 'Emma III' }, { 'if-match': tags });

        expect(answer.status).toBe(400);
        expect(answer.json.detail).toMatch(/^If-Match: /);
        await expectUntouched();
      });

      it('is refused with 400 where it lists thousands of tags', async () => {
        const tags = Array.from({ length: 1000 }, (_, index) => `"${index}"`).join(',');

        const answer = await api.patch(at, { title: 'Emma III' }, { 'if-match': tags });

        expect(answer.status).toBe(400);
      });

      it('is a PUT that is done without a version in its body', async () => {
        const answer = await api.put(at, { title: 'Emma III' }, { 'if-match': '"2"' });

        expect(answer).toMatchObject({ status: 200, json: { title: 'Emma III', version: 3 } });
      });

      it('is a PUT that is refused with 412', async () => {
        const answer = await api.put(at, { title: 'Emma III' }, { 'if-match': '"1"' });

        expect(answer).toMatchObject(FAILED);
        await expectUntouched();
      });

      it.each(MATCHING)('is a DELETE that is done: %s', async (tags) => {
        const answer = await api.delete(at, { 'if-match': tags });

        expect(answer.status).toBe(204);
        expect(await api.get(at)).toMatchObject(NOT_FOUND);
      });

      it.each(FAILING)('is a DELETE that is refused with 412: %s', async (tags) => {
        const answer = await api.delete(at, { 'if-match': tags });

        expect(answer).toMatchObject(FAILED);
        await expectUntouched();
      });

      it('is a DELETE that is refused with 400', async () => {
        const answer = await api.delete(at, { 'if-match': 'two' });

        expect(answer.status).toBe(400);
        await expectUntouched();
      });

      it.each(['"2"', '*'])('does not excuse a stale version in the body: %s', async (tags) => {
        const body = { title: 'Emma III', version: 1 };

        const answer = await api.patch(at, body, { 'if-match': tags });

        expect(answer).toMatchObject(CONFLICT);
        await expectUntouched();
      });

      it('that is stale fails first, whatever version the body has', async () => {
        const body = { title: 'Emma III', version: 2 };

        const answer = await api.patch(at, body, { 'if-match': '"1"' });

        expect(answer).toMatchObject(FAILED);
        await expectUntouched();
      });

      it.each(['"1"', '*'])('finds no row where there is none: %s', async (tags) => {
        const headers = { 'if-match': tags };

        const changed = await api.patch('/books/987654', { title: 'x' }, headers);
        const deleted = await api.delete('/books/987654', headers);

        expect(changed).toMatchObject(NOT_FOUND);
        expect(deleted).toMatchObject(NOT_FOUND);
      });

      it('gives the next write its tag', async () => {
        const first = await api.patch(at, { title: 'Emma III' }, { 'if-match': '"2"' });
        const tag = first.headers.get('etag') ?? '';

        const second = await api.patch(at, { title: 'Emma IV' }, { 'if-match': tag });

        expect(second).toMatchObject({ status: 200, json: { title: 'Emma IV', version: 4 } });
      });
    });

    describe('with If-Match, to read it', () => {
      it.each(MATCHING)('is a GET that is answered: %s', async (tags) => {
        const answer = await api.get(at, { 'if-match': tags });

        expect(answer).toMatchObject({ status: 200, json: { title: 'Emma II' } });
      });

      it.each(FAILING)('is a GET that is refused with 412: %s', async (tags) => {
        const answer = await api.get(at, { 'if-match': tags, 'if-none-match': '"2"' });

        expect(answer).toMatchObject(FAILED);
        expect(answer.headers.get('etag')).toBeNull();
      });

      it('finds no row where there is none', async () => {
        expect(await api.get('/books/987654', { 'if-match': '"2"' })).toMatchObject(NOT_FOUND);
      });
    });

    describe('with If-None-Match', () => {
      it.each(['"2"', 'W/"2"', '*', '"1", "2"', 'W/"1", W/"2"'])(
        'is a GET that is answered 304 with the tag and no body: %s',
        async (tags) => {
          const answer = await api.get(at, { 'if-none-match': tags });

          expect(answer).toMatchObject({ status: 304, text: '' });
          expect(answer.headers.get('etag')).toBe('"2"');
        },
      );

      it.each(['"1"', '"3"', 'W/"1"', '"1", "3"', '"abc"', '""'])(
        'is a GET that is answered in full: %s',
        async (tags) => {
          const answer = await api.get(at, { 'if-none-match': tags });

          expect(answer).toMatchObject({ status: 200, json: { title: 'Emma II' } });
          expect(answer.headers.get('etag')).toBe('"2"');
        },
      );

      it('is a GET that is answered in full after a change', async () => {
        await api.patch(at, { title: 'Emma III', version: 2 });

        const answer = await api.get(at, { 'if-none-match': '"2"' });

        expect(answer).toMatchObject({ status: 200, json: { title: 'Emma III' } });
        expect(answer.headers.get('etag')).toBe('"3"');
      });

      it('is a HEAD that is answered 304', async () => {
        const answer = await api.send('HEAD', at, { headers: { 'if-none-match': '"2"' } });

        expect(answer).toMatchObject({ status: 304, text: '' });
        expect(answer.headers.get('etag')).toBe('"2"');
      });

      it('is a GET that is refused with 400 where it is malformed', async () => {
        const answer = await api.get(at, { 'if-none-match': 'two' });

        expect(answer.status).toBe(400);
        expect(answer.json.detail).toMatch(/^If-None-Match: /);
      });

      it('finds no row where there is none', async () => {
        const answer = await api.get('/books/987654', { 'if-none-match': '*' });

        expect(answer).toMatchObject(NOT_FOUND);
      });

      it.each(['*', '"2"', 'W/"2"'])('is a PUT that is refused with 412: %s', async (tags) => {
        const body = { title: 'Emma III', version: 2 };

        const answer = await api.put(at, body, { 'if-none-match': tags });

        expect(answer).toMatchObject(FAILED);
        await expectUntouched();
      });

      it('is a PUT that is done where another version is named', async () => {
        const body = { title: 'Emma III', version: 2 };

        const answer = await api.put(at, body, { 'if-none-match': '"1"' });

        expect(answer).toMatchObject({ status: 200, json: { version: 3 } });
      });

      it('is a DELETE that is refused with 412', async () => {
        const answer = await api.delete(at, { 'if-none-match': '*' });

        expect(answer).toMatchObject(FAILED);
        await expectUntouched();
      });
    });

    describe('with neither', () => {
      it.each(['PUT', 'PATCH'])('is a %s that needs a version', async (method) => {
        const answer = await api.send(method, at, { body: { title: 'Emma III' } });

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toEqual([
          { type: 'missing', loc: ['version'], msg: 'Field required', input: null },
        ]);
        await expectUntouched();
      });

      it.each([1, 3, 0, -1])('is a PATCH that is refused with 409: version %i', async (version) => {
        const answer = await api.patch(at, { title: 'Emma III', version });

        expect(answer).toMatchObject(CONFLICT);
        await expectUntouched();
      });

      it('finds no row where there is none', async () => {
        const answer = await api.patch('/books/987654', { title: 'x', version: 1 });

        expect(answer).toMatchObject(NOT_FOUND);
      });
    });
  });
});
