import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { requestMarks } from '../guard/route-marks.js';
import type { FoundAnswer } from './answer-cache.js';
import { tellCaches } from './cache-headers.js';
import type { CachedEndpoint } from './cached-endpoint.interface.js';
import { CachedEndpoints } from './cached-endpoints.js';

/**
 * Serves the GET requests of endpoints with `cache` from there. It is bound to their routes, behind
 * all guards and within all other interceptors, which see hits as they see any answer.
 *
 * @publicApi
 */
@Injectable()
export class CacheInterceptor implements NestInterceptor {
  /** @internal Made by the module. */
  constructor(@Inject(CachedEndpoints) private readonly endpoints: CachedEndpoints) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<LightApiRequest>();
    const reply = http.getResponse<FastifyReply>();
    const endpoint = this.endpoints.of(requestMarks(request)?.admission?.of);
    if (endpoint === undefined) return next.handle();
    const load = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    return of(await answer({ endpoint, request, reply, load }));
  }
}

interface Exchange {
  readonly endpoint: CachedEndpoint;
  readonly request: LightApiRequest;
  readonly reply: FastifyReply;
  /** Answers by the handler. */
  readonly load: () => Promise<unknown>;
}

async function answer({ endpoint, request, reply, load }: Exchange): Promise<unknown> {
  const question = await endpoint.question(request, reply);
  const { asked } = question;
  let value: unknown;
  let refusal: { readonly error: unknown } | undefined;
  const loadAnswer = async () => {
    try {
      value = await load();
    } catch (error) {
      // What was loaded is good for others: this request was refused over a header of its own.
      if (endpoint.recorded(reply) === undefined) throw error;
      refusal = { error };
    }
    return endpoint.recorded(reply);
  };
  let found: FoundAnswer;
  if (typeof asked === 'string') {
    await loadAnswer();
    found = { via: 'bypass' };
  } else found = await endpoint.cache.find(asked, loadAnswer);
  if (refusal !== undefined) throw refusal.error;
  if ('answer' in found) value = endpoint.replay(request, reply, found.answer);
  tellCaches(reply, question, found);
  return value;
}
