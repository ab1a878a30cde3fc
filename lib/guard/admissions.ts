import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { HttpMethod } from '../declare/http-method.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { type AdmissionMark, requestMarks } from './route-marks.js';

const ADMISSION = Symbol('lightapi:admission');

/** A request that somebody may have asked about already. */
interface AskedRequest {
  [ADMISSION]?: Promise<void> | undefined;
}

/** Decides on the requests of one endpoint, or of the login. */
export interface Admission {
  /** Whether a verb asks nothing of anybody; known before requests are served. */
  isOpen(method: HttpMethod): boolean;
  /** @throws {@link RequestError} 401, 403, 429 */
  admit(request: LightApiRequest, reply: FastifyReply, method: HttpMethod): Promise<void>;
}

/**
 * All that is asked before a request is served. It is asked twice: before the body is read, by a
 * hook of the route, so that strangers can't make us parse anything; and by a guard, in Nest's own
 * order. The second time is told what the first found.
 */
@Injectable()
export class Admissions {
  private readonly known = new Map<AdmissionMark['of'], Admission>();

  add(of: AdmissionMark['of'], admission: Admission): void {
    this.known.set(of, admission);
  }

  /** Whether a route has anything to ask. */
  guards(mark: AdmissionMark | undefined): boolean {
    return mark !== undefined && !this.admissionOf(mark).isOpen(mark.method);
  }

  /** @throws {@link RequestError} 401, 403, 429 */
  admit(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    const asked = request as AskedRequest;
    return (asked[ADMISSION] ??= this.ask(request, reply));
  }

  /**
   * As {@link admit}, for routes of ours only; at once where one asks nothing of anybody.
   *
   * @throws {@link ConfigurationError} for a route that has lost its marks: whom it asks is unknown
   */
  guard(request: LightApiRequest, reply: FastifyReply): Promise<void> | undefined {
    const marks = requestMarks(request);
    if (marks === undefined) throw unmarkedRoute(request);
    return this.guards(marks.admission) ? this.admit(request, reply) : undefined;
  }

  private async ask(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    const mark = requestMarks(request)?.admission;
    if (mark !== undefined) await this.admissionOf(mark).admit(request, reply, mark.method);
  }

  private admissionOf({ of }: AdmissionMark): Admission {
    const admission = this.known.get(of);
    if (admission !== undefined) return admission;
    throw new ConfigurationError([
      `A route of ${nameOf(of)} is served without its guard: a class that is made anew for each request has none. Take away its scope.`,
    ]);
  }
}

function unmarkedRoute({ method, routeOptions }: LightApiRequest): ConfigurationError {
  return new ConfigurationError([
    `${method} ${routeOptions.url ?? ''} is closed: something replaced the 'config' of its Fastify route, where LightAPI has what guards it. Add to that object instead.`,
  ]);
}

function nameOf(of: AdmissionMark['of']): string {
  return typeof of === 'symbol' ? 'the login' : of.name;
}
