import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Admissions } from './admissions.js';
import { requestMarks } from './route-marks.js';

/**
 * The guard of every generated controller, before those of the endpoint's own: throttling, then
 * authentication, then permission.
 */
@Injectable()
export class AdmissionGuard implements CanActivate {
  constructor(@Inject(Admissions) private readonly admissions: Admissions) {}

  /** @returns a promise only where there is something to ask */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<LightApiRequest>();
    if (!this.admissions.guards(requestMarks(request)?.admission)) return true;
    return this.admitted(request, http.getResponse<FastifyReply>());
  }

  private async admitted(request: LightApiRequest, reply: FastifyReply): Promise<true> {
    await this.admissions.admit(request, reply);
    return true;
  }
}
