import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Admission } from './admissions.js';
import type { GuessLimit } from './guess-limit.js';
import type { Throttle } from './throttle.js';

/** Anybody may try to log in, but not as often as they like. */
export class LoginAdmission implements Admission {
  /** @param guesses - learns what logins leave of the limit, which both use up */
  constructor(
    private readonly throttle: Throttle | undefined,
    private readonly guesses: GuessLimit,
  ) {}

  isOpen(): boolean {
    return this.throttle === undefined;
  }

  async admit(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    if (this.throttle === undefined) return;
    const standings = await this.throttle.record(request.ip);
    this.guesses.learn(request.ip, standings);
    this.throttle.answer(standings, reply);
  }
}
