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

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    await this.admissions.admit(
      http.getRequest<LightApiRequest>(),
      http.getResponse<FastifyReply>(),
    );
    return true;
  }
}
