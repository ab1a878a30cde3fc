import { type CallHandler, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, throwError } from 'rxjs';
import { expect, it } from 'vitest';

import { Endpoint, Field, LightApiModule, NotFoundError, RestEndpoint } from '../../lib/index.js';
import { freshDatabase, startNest } from '../support/nest-app.js';

/** As of `http-errors`. */
type HttpError = Error & { statusCode?: number };

/** What applications do to whatever is thrown. */
function normalizing(normalize: (error: HttpError) => number) {
  @Injectable()
  class Normalizing implements NestInterceptor {
    intercept(_context: unknown, next: CallHandler) {
      return next.handle().pipe(
        catchError((error: HttpError) => {
          error.statusCode = normalize(error);
          return throwError(() => error);
        }),
      );
    }
  }
  return Normalizing;
}

/** It could be read only, so that the assignment threw, and the answer was a 500. */
it.each([
  ['itself', 404, ({ statusCode = 500 }: HttpError) => statusCode],
  ['another', 410, () => 410],
])("an error's statusCode may be assigned %s", async (_what, status, normalize) => {
  @Endpoint('/books', { interceptors: [normalizing(normalize)] })
  class Book extends RestEndpoint {
    @Field()
    title!: string;
  }
  const database = await freshDatabase();
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Book] })],
  });

  const answer = await api.get('/books/1');

  expect([answer.status, answer.json]).toEqual([status, { detail: 'not found' }]);
});

it('an error whose statusCode was assigned tells the same everywhere', () => {
  const error = new NotFoundError();

  error.statusCode = 500;

  expect([error.status, error.statusCode, error.expose]).toEqual([500, 500, false]);
});
