import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Admission } from './admissions.js';
import type { Throttle } from './throttle.js';

/** Anybody may try to log in, but not as often as they like. */
export class LoginAdmission implements Admission {
  constructor(private readonly throttle: Throttle | undefined) {}

  isOpen(): boolean {
    return this.throttle === undefined;
  }

  async admit(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    await this.throttle?.count(request, reply);
  }
}
