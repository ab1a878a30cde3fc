import { setTimeout as sleep } from 'node:timers/promises';

import type {
  CallHandler,
  ExecutionContext,
  NestInterceptor,
  OnApplicationShutdown,
  Provider,
} from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { from, lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished, vi } from 'vitest';

import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiRequest,
  Middleware,
  type MiddlewareResponse,
  type RequestBody,
  respond,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  startNest,
  startProblems,
} from './support/nest-app.js';

/** Tasks leave their name here when they are done. */
const done: string[] = [];

/** What tasks may need, and the application closes. */
@Injectable()
class Mailer implements OnApplicationShutdown {
  onApplicationShutdown() {
    done.push('closed');
  }
}

@Endpoint('/errands')
class Errand extends RestEndpoint {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  @Field()
  name!: string;

  override async create(data: RequestBody, request: LightApiRequest) {
    this.background((name: string) => void done.push(name), 'before');
    const errand = await this.transactions.run(() => {
      this.background(() => void done.push('within'));
      return super.create(data, request);
    });
    await this.transactions
      .run(() => {
        this.background(() => void done.push('rolled back'));
        return Promise.reject(new Error('no'));
      })
      .catch(() => undefined);
    this.background(async () => {
      await sleep(Number(request.headers['x-takes'] ?? 0));
      done.push('after');
    });
    if (request.headers['x-fail'] !== undefined) throw new Error('late');
    await sleep(Number(request.headers['x-answers'] ?? 0));
    return errand;
  }
}

/** Replaces the answers of hooks that went well. */
class Failing extends Middleware {
  process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
    return response !== null && 'x-replace' in headers ? respond(502) : undefined;
  }
}

/** The application's own transaction, around the whole handler. */
@Injectable()
class InTransaction implements NestInterceptor {
  constructor(private readonly transactions: Transactions) {}

  intercept(context: ExecutionContext, next: CallHandler) {
    const { headers } = context.switchToHttp().getRequest<LightApiRequest>();
    return from(
      this.transactions.run(async () => {
        const answer: unknown = await lastValueFrom(next.handle());
        done.push('answered');
        if ('x-rollback' in headers) throw new Error('no');
        return answer;
      }),
    );
  }
}

@Endpoint('/wrapped', { interceptors: [InTransaction] })
class Wrapped extends RestEndpoint {
  @Field()
  name!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    this.background(() => void done.push('background'));
    return super.create(data, request);
  }
}

/** Forgets an await. */
@Endpoint('/stray')
class Stray extends RestEndpoint {
  @Field()
  name!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    this.background(() => void done.push('in time'));
    void sleep(100).then(() => {
      try {
        this.background(() => void done.push('late'));
      } catch (error) {
        done.push(String(error));
      }
    });
    return super.create(data, request);
  }
}

describeOnEachDatabase('background work', (server) => {
  it('is done in order, but for what was begun in a transaction that is rolled back', async () => {
    const { api } = await start();

    const answer = await api.post('/errands', { name: 'a' });

    expect(answer.status).toBe(201);
    await vi.waitFor(() => {
      expect(done).toEqual(['before', 'within', 'after']);
    });
  });

  it.each(['x-fail', 'x-replace'])(
    'is not done where the answer is an error: %s',
    async (header) => {
      silence();
      const { api } = await start({ middleware: [Failing] });

      const failed = await api.post('/errands', { name: 'a' }, { [header]: '1' });
      await api.app.close();

      expect(failed.status).toBeGreaterThanOrEqual(500);
      expect(done).toEqual([]);
    },
  );

  it('waits for the commit of a transaction around the handler', async () => {
    silence();
    const { api } = await start();

    const failed = await api.post('/wrapped', { name: 'a' }, { 'x-rollback': '1' });
    const made = await api.post('/wrapped', { name: 'b' });
    await api.app.close();

    expect([failed.status, made.status]).toEqual([500, 201]);
    expect(done).toEqual(['answered', 'answered', 'background']);
  });

  it('is refused after its hook has ended, as nobody would do it', async () => {
    const { api } = await start();

    await api.post('/stray', { name: 'a' });

    await vi.waitFor(() => {
      expect(done).toHaveLength(2);
    });
    expect(done).toEqual([
      'in time',
      "TypeError: 'this.background()' comes after its hook has ended. Await what calls it.",
    ]);
  });

  it('is waited for by a shutdown, which says what it had to leave', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => {
      warn.mockRestore();
    });
    const [patient, hasty] = [await start(), await start({ backgroundTimeout: 20 })];
    await patient.api.post('/errands', { name: 'a' }, { 'x-takes': '150' });
    await patient.api.app.close();
    const patiently = done.splice(0);

    await hasty.api.post('/errands', { name: 'a' }, { 'x-takes': '300' });
    await hasty.api.app.close();

    expect(patiently).toEqual(['before', 'within', 'after']);
    expect(done).toEqual(['before', 'within']);
    await vi.waitFor(() => {
      expect(done).toContain('after');
    });
    expect(warn.mock.calls).toEqual([
      ['Requests whose background work has not ended in time, and is left: 1.'],
    ]);
    await vi.waitFor(() => {
      expect(done.at(-1)).toBe('after');
    });
  });

  it('ends before the application closes what it may need', async () => {
    const { api } = await start({}, [Mailer]);

    await api.post('/errands', { name: 'a' }, { 'x-takes': '100' });
    await api.app.close();

    expect(done).toEqual(['before', 'within', 'after', 'closed']);
  });

  it('of a request that a shutdown still answers is waited for too', async () => {
    const { api } = await start({}, [Mailer]);

    const answer = api.post('/errands', { name: 'a' }, { 'x-answers': '150', 'x-takes': '100' });
    await sleep(80);
    await Promise.all([answer, api.app.close()]);

    expect((await answer).status).toBe(201);
    expect(done).toEqual(['before', 'within', 'after', 'closed']);
  });

  async function start(options: LightApiModuleOptions = {}, providers: Provider[] = []) {
    const database = await freshDatabase(server);
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({ database, endpoints: [Errand, Wrapped, Stray], ...options }),
      ],
      providers,
    });
    done.length = 0;
    return { api };
  }
});

it.each([0, -1, 1.5, '10'])('a backgroundTimeout of %s stops the start', async (value) => {
  const backgroundTimeout = value as number;

  const [problem] = await startProblems({ endpoints: [Wrapped], backgroundTimeout });

  expect(problem).toMatch(/^'backgroundTimeout' is .+\. Give a positive integer\.$/);
});

it('a backgroundTimeout that no timer knows stops the start', async () => {
  const problems = await startProblems({ endpoints: [Wrapped], backgroundTimeout: 2 ** 31 });

  expect(problems).toEqual([
    `'backgroundTimeout' is 2147483648. Give milliseconds, 2147483647 at most.`,
  ]);
});

function silence(): void {
  const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  onTestFinished(() => {
    log.mockRestore();
  });
}
