import { describe, expect } from 'vitest';

import { faultCase } from './frame/fault-case.js';
import { serversOf } from './hostile/databases.js';
import { ALL_TYPES_TARGET } from './hostile/own-targets.js';
import { rawExchange, type RawAnswer } from './hostile/raw-exchange.js';
import type { CaseRecord } from './frame/case-record.js';

const [sqlite] = serversOf();
const LIMIT_MS = 2000;

/** A request in the body of another: nobody may answer it. */
const INNER = 'DELETE /things/1 HTTP/1.1\r\nhost: a\r\n\r\n';
const CHUNKED_INNER = `0\r\n\r\n${INNER}`;
const LENGTH = `content-length: ${CHUNKED_INNER.length}`;

/** Each says its length in two ways, or in one that some servers read and others do not. */
const AMBIGUITIES: Readonly<Record<string, readonly [headers: string, body: string]>> = {
  'CL and TE': [`${LENGTH}\r\ntransfer-encoding: chunked`, CHUNKED_INNER],
  'TE and CL': [`transfer-encoding: chunked\r\n${LENGTH}`, CHUNKED_INNER],
  'two CL': [`content-length: 0\r\n${LENGTH}`, CHUNKED_INNER],
  'a list of CL': [`content-length: 0, ${CHUNKED_INNER.length}`, CHUNKED_INNER],
  'a list of equal CL': ['content-length: 5, 5', CHUNKED_INNER],
  'CL with a plus': [`content-length: +${INNER.length}`, INNER],
  'CL in hexadecimal': ['content-length: 0x10', INNER],
  'CL with a space inside': ['content-length: 1 0', INNER],
  'CL before its colon a space': ['content-length : 0', INNER],
  'CL folded': [`content-length:\r\n ${INNER.length}`, INNER],
  'CL without digits': ['content-length: ', INNER],
  'TE before its colon a space': [`${LENGTH}\r\ntransfer-encoding : chunked`, CHUNKED_INNER],
  'TE with a vertical tab': [`${LENGTH}\r\ntransfer-encoding: \x0bchunked`, CHUNKED_INNER],
  'TE that is xchunked': [`${LENGTH}\r\ntransfer-encoding: xchunked`, CHUNKED_INNER],
  'TE twice': [`transfer-encoding: chunked\r\ntransfer-encoding: identity`, CHUNKED_INNER],
  'TE whose last is not chunked': ['transfer-encoding: chunked, gzip', CHUNKED_INNER],
  'TE folded': [`${LENGTH}\r\ntransfer-encoding:\r\n chunked`, CHUNKED_INNER],
  'TE after a bare line feed': [`${LENGTH}\r\nx: y\ntransfer-encoding: chunked`, CHUNKED_INNER],
  'TE after a bare return': [`${LENGTH}\r\nx: y\rtransfer-encoding: chunked`, CHUNKED_INNER],
  'a chunk size with a sign': ['transfer-encoding: chunked', `-1\r\n${INNER}`],
  'a chunk size with 0x': ['transfer-encoding: chunked', `0x2\r\n{}\r\n${CHUNKED_INNER}`],
  'a chunk size beyond 64 bits': ['transfer-encoding: chunked', `${'f'.repeat(17)}\r\n${INNER}`],
  'a chunk without its line end': ['transfer-encoding: chunked', `2\r\n{}xx${CHUNKED_INNER}`],
  'a chunk ended by a line feed': ['transfer-encoding: chunked', `2\n{}\n0\n\n${INNER}`],
};

describe('one request is one request', () => {
  faultCase(
    {
      id: 'S14',
      what: 'no ambiguity of lengths makes two requests of one',
      load: `${Object.keys(AMBIGUITIES).length} ambiguities of Content-Length, Transfer-Encoding and chunks`,
      promised: 'never 2xx, never two answers, the row in the way is not deleted',
    },
    async (record) => {
      const { url } = await ALL_TYPES_TARGET.start(sqlite!, await sqlite!.url());
      await fetch(`${url}/things`, { method: 'POST', ...json({ name: 'in the way' }) });

      const outcomes: Record<string, string> = {};
      for (const [name, [headers, body]] of Object.entries(AMBIGUITIES)) {
        const head = `POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}`;
        const answer = await exchange(record, url, `${head}\r\n\r\n${body}`);
        const isRefused = answer.status >= 400 && answer.status < 500 && answer.answers === 1;
        if (!isRefused || !answer.body.includes('"detail"') || answer.took > LIMIT_MS)
          outcomes[name] = `${answer.status}, ${answer.answers} answers, ${answer.took} ms`;
      }

      expect(outcomes).toEqual({});
      expect((await fetch(`${url}/things/1`)).status).toBe(200);
    },
  );

  faultCase(
    {
      id: 'S14',
      what: 'fifty requests at once on one connection get fifty answers, in their order',
      load: '50 pipelined requests, ten times; then one after a request that said it is the last',
      promised: '50 answers each time; nothing is answered after the last',
    },
    async (record) => {
      const { url } = await ALL_TYPES_TARGET.start(sqlite!, await sqlite!.url());
      for (let round = 0; round < 10; round += 1) {
        const requests = Array.from(
          { length: 50 },
          (_, at) =>
            `GET /nothing-${at} HTTP/1.1\r\nhost: a\r\nx-request-id: no-${at}\r\n` +
            `${at === 49 ? 'connection: close\r\n' : ''}\r\n`,
        );
        const { answers, ids } = await exchange(record, url, requests.join(''));
        expect(answers).toBe(50);
        expect(ids).toEqual(requests.map((_, at) => `no-${at}`));
      }

      const last = 'GET /things HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
      const { status, answers } = await exchange(record, url, `${last}${INNER}`);
      expect([status, answers]).toEqual([200, 1]);
    },
  );
});

async function exchange(
  record: CaseRecord,
  url: string,
  text: string,
): Promise<RawAnswer & { readonly ids: readonly (string | undefined)[] }> {
  const answer = await rawExchange(url, Buffer.from(text, 'latin1'), true);
  record.answer(answer.status, answer.took);
  const ids = [...answer.text.matchAll(/^x-request-id: (\S+)/gim)].map(([, id]) => id);
  return { ...answer, ids };
}

function json(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
