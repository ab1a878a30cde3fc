import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Admissions } from './admissions.js';

/**
 * The guard of every generated controller, before those of the endpoint's own: throttling, then
 * authentication, then permission.
 */
@Injectable()
export class AdmissionGuard implements CanActivate {
  constructor(@Inject(Admissions) private readonly admissions: Admissions) {}

  /** An answer that is no promise spares each request to an open route a turn. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const [request, reply] = context.getArgs<[LightApiRequest, FastifyReply]>();
    return this.admissions.guard(request, reply)?.then(() => true) ?? true;
  }
}
