import { setTimeout as sleep } from 'node:timers/promises';

import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { from, lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished, vi } from 'vitest';

import {
  AuthenticationBackend,
  Endpoint,
  type EndpointClass,
  entityOf,
  type FilterBackend,
  Field,
  type LightApiRequest,
  type NarrowedCollection,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import { describeOnEachCache, serveCached, statusOf } from './support/caches.js';

/** Takes its time, as a busy database does. */
class Slow implements FilterBackend {
  readonly parameters = [];

  async filter(collection: NarrowedCollection) {
    await sleep(100);
    return collection;
  }
}

/** Where a request says so, changes a note around it, and takes that back. */
@Injectable()
class TakenBack implements NestInterceptor {
  constructor(@Inject(Transactions) private readonly transactions: Transactions) {}

  intercept(context: ExecutionContext, next: CallHandler) {
    const { headers } = context.switchToHttp().getRequest<LightApiRequest>();
    if (headers['x-taken-back'] === undefined) return next.handle();
    return from(
      this.transactions.run(async (em) => {
        await em.nativeUpdate(entityOf(Note), { id: 1 }, { owner: 'nobody' });
        await lastValueFrom(next.handle());
        throw new Error('taken back');
      }),
    );
  }
}

@Endpoint('/notes', { cache: {}, interceptors: [TakenBack] })
class Note extends RestEndpoint {
  @Field()
  owner!: string;
}

describeOnEachCache('others never see of one request', (server, store) => {
  const start = (endpoint: EndpointClass) =>
    serveCached(server, { endpoints: [endpoint], ...store.options });

  it('a refusal over its own If-None-Match', async () => {
    @Endpoint('/notes', { cache: {}, filtering: { backends: [Slow] } })
    class Watched extends RestEndpoint {
      @Field()
      owner!: string;
    }
    const api = await start(Watched);

    const wrong = api.get('/notes', { 'if-none-match': 'rubbish' });
    await sleep(30);
    const waiting = await Promise.all([api.get('/notes'), api.get('/notes')]);

    expect((await wrong).status).toBe(400);
    expect(waiting.map(({ status }) => status)).toEqual([200, 200]);
    expect(waiting.map(statusOf)).toEqual(['collapsed', 'collapsed']);
  });

  it('a refusal over its own If-Match', async () => {
    @Endpoint('/notes', { cache: {} })
    class Kept extends RestEndpoint {
      @Field()
      owner!: string;
    }
    const api = await start(Kept);
    await api.post('/notes', { owner: 'ada' });
    const stale = { 'if-match': '"7"' };

    const answers = [
      await api.get('/notes/1', stale),
      await api.get('/notes/1'),
      await api.get('/notes/1', stale),
    ];

    expect(answers.map(({ status }) => status)).toEqual([412, 200, 412]);
    expect(statusOf(answers[1]!)).toBe('hit');
  });

  it.each(['/notes', '/notes/1'])('rows of %s that its transaction takes back', async (path) => {
    const api = await start(Note);
    await api.post('/notes', { owner: 'ada' });
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });

    const failed = await api.get(path, { 'x-taken-back': '1' });
    const answer = await api.get(path);

    expect(failed.status).toBe(500);
    expect(statusOf(answer)).toBe('miss');
    expect(answer.text).toContain('"owner":"ada"');
  });

  it('what its user object does not list', async () => {
    const rights = ['admin', 'none'];
    class Backend extends AuthenticationBackend {
      override readonly challenge = 'Custom';
      authenticate() {
        return Object.defineProperty({ sub: 'ada' }, 'right', { value: rights.shift() });
      }
    }
    @Endpoint('/secrets', { cache: {}, authentication: { backend: Backend } })
    class Secret extends RestEndpoint {
      @Field()
      owner!: string;
    }
    const api = await start(Secret);

    const answers = [await api.get('/secrets'), await api.get('/secrets')];

    expect(answers.map(statusOf)).toEqual(['user', 'user']);
  });
});
