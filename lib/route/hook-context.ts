import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { describeAnswer } from '../respond/answer-headers.js';
import type { BackgroundRunner } from '../respond/background.runner.js';
import { afterCommit } from '../service/after-commit.js';
import { runInContext, type RequestContext } from '../service/request-context.js';
import { currentTransaction } from '../store/transaction-managers.js';

/** Runs hooks as part of a request: with an entity manager and background work of its own. */
export class HookContext {
  constructor(private readonly background: BackgroundRunner) {}

  async run<T>(request: LightApiRequest, reply: FastifyReply, work: () => Promise<T>): Promise<T> {
    const outer = currentTransaction();
    const context: RequestContext = { request, em: undefined, tasks: [], headers: {} };
    try {
      const result = await runInContext(context, work);
      describeAnswer(reply, context.headers);
      await afterCommit(() => {
        const { tasks = [] } = context;
        context.tasks = undefined;
        this.background.after(reply, tasks);
      });
      return result;
    } finally {
      // A transaction that a hook began and left would keep SQLite's one connection for ever.
      if (outer === undefined && context.em?.isInTransaction()) await context.em.rollback();
    }
  }
}
