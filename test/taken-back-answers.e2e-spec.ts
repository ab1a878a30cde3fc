import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  ConflictException,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { freshDatabase, type NestSteps, startNest } from './support/nest-app.js';

const OUTSIDE = 'https://example.org/elsewhere';

/** Each throws when the handler has answered. */
const THROWN: Readonly<Record<string, (reply: FastifyReply) => never>> = {
  conflict: () => {
    throw new ConflictException('too late');
  },
  unforeseen: () => {
    throw new Error('taken back');
  },
  redirect: (reply) => {
    void reply.header('location', OUTSIDE);
    throw new HttpException('elsewhere', 300);
  },
  busy: (reply) => {
    void reply.headers({ 'retry-after': '7', link: `<${OUTSIDE}>; rel="help"` });
    throw new HttpException('busy', 503);
  },
};

/** Takes answers back where a request says how. */
class TakesBack implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const http = context.switchToHttp();
    const how = http.getRequest<LightApiRequest>().headers['x-thrown'];
    const thrown = THROWN[String(how)];
    if (thrown === undefined) return next.handle();
    return next.handle().pipe(map(() => thrown(http.getResponse<FastifyReply>())));
  }
}

@Catch()
class CatchAll implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(500).send({ oops: true });
  }
}

@Endpoint('/plain', { table: 'letters', pagination: { style: 'page_number', pageSize: 1 } })
class Letter extends RestEndpoint {
  @Field()
  text!: string;
}

@Endpoint('/hooked', { table: 'letters', pagination: { style: 'page_number', pageSize: 1 } })
class HookedLetter extends Letter {
  override list(request: LightApiRequest) {
    return super.list(request);
  }

  override create(data: Record<string, unknown>, request: LightApiRequest) {
    return super.create(data, request);
  }
}

@Endpoint('/cached', {
  table: 'letters',
  cache: {},
  pagination: { style: 'page_number', pageSize: 1 },
})
class CachedLetter extends Letter {}

const OF_ANSWER = 'location link preference-applied etag age cache-status cache-control'.split(' ');

const told = ({ headers }: ApiAnswer) => OF_ANSWER.filter((name) => headers.has(name));

describe('an error in the place of an answer', () => {
  it.each(['/plain', '/hooked', '/cached'])('says nothing of that answer: %s', async (path) => {
    const api = await letters();
    const thrown = { 'x-thrown': 'conflict' };

    const answers = [
      await api.post(path, { text: 'c' }, thrown),
      await api.get(path, { ...thrown, prefer: 'count=none' }),
      await api.get(`${path}/1`, thrown),
      await api.get(path, thrown),
      await api.get(path, thrown),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 409));
    expect(answers.map(told)).toEqual(answers.map(() => []));
  });

  it.each<[string, NestSteps]>([
    ['ours', {}],
    ['a filter of the application', { prepare: (app) => app.useGlobalFilters(new CatchAll()) }],
  ])('says nothing of it where it is unforeseen, and %s answers', async (_who, steps) => {
    const api = await letters(steps);
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });

    const made = await api.post('/plain', { text: 'c' }, { 'x-thrown': 'unforeseen' });
    const listed = await api.get('/cached', { 'x-thrown': 'unforeseen' });

    expect([made.status, listed.status]).toEqual([500, 500]);
    expect([told(made), told(listed)]).toEqual([[], []]);
  });

  it('keeps what the application says of it', async () => {
    const api = await letters();

    const moved = await api.post('/plain', { text: 'c' }, { 'x-thrown': 'redirect' });
    const busy = await api.get('/cached', { 'x-thrown': 'busy' });

    expect([moved.status, moved.headers.get('location')]).toEqual([300, OUTSIDE]);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '7']);
    expect(busy.headers.get('link')).toBe(`<${OUTSIDE}>; rel="help"`);
  });

  it('leaves answers that nobody takes back as they are', async () => {
    const api = await letters();

    const made = await api.post('/hooked', { text: 'c' });
    const listed = await api.get('/hooked');
    const [missed, hit] = [await api.get('/cached'), await api.get('/cached')];

    expect(told(made)).toEqual(['location', 'etag']);
    expect(told(listed)).toEqual(['link']);
    expect(told(missed)).toEqual(['link', 'etag', 'cache-status', 'cache-control']);
    expect(told(hit)).toEqual(['link', 'etag', 'age', 'cache-status', 'cache-control']);
  });
});

async function letters(steps: NestSteps = {}) {
  const database = await freshDatabase();
  const endpoints = [Letter, HookedLetter, CachedLetter];
  const api = await startNest(
    { imports: [LightApiModule.forRoot({ database, endpoints })] },
    {
      prepare: (app) => {
        app.useGlobalInterceptors(new TakesBack());
        steps.prepare?.(app);
      },
    },
  );
  for (const text of ['a', 'b']) await api.post('/plain', { text });
  return api;
}
