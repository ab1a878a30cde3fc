import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { RequestError } from '../error/request.error.js';
import { UnsupportedMediaTypeError } from '../error/unsupported-media-type.error.js';
import { brokenJson } from './broken-json.js';

/** JSON of a body in UTF-8, and in nothing else. @see RFC 8259, section 8.1 */
export function readJsonAsUtf8(app: NestFastifyApplication): void {
  const parse = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', {}, (request, body: Buffer, done) => {
    if (!isUtf8(body)) {
      done(noText(request.headers), undefined);
      return;
    }
    // Fastify has a body of OPTIONS read wherever there is a type of one.
    if (request.method === 'OPTIONS' && body.length === 0) {
      done(null, undefined);
      return;
    }
    const text = body.toString();
    void parse(request as never, text, (error, read) => {
      done(error && explained(error, text), read);
    });
  });
}

function explained(error: Error & { code?: unknown }, text: string): Error {
  return error.code === 'FST_ERR_CTP_INVALID_JSON_BODY'
    ? new MalformedRequestError(brokenJson(text), { cause: error })
    : error;
}

/** What decompresses bodies may leave the header, so that it is no reason by itself. */
function noText({ 'content-encoding': coding }: IncomingHttpHeaders): RequestError {
  return coding === undefined
    ? new MalformedRequestError('the body is not UTF-8')
    : new UnsupportedMediaTypeError(coding);
}
