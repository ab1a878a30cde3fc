import { Inject, Injectable } from '@nestjs/common';

import { ReadinessIndicator } from './readiness.indicator.js';
import { ReadinessChecks } from './readiness-checks.js';

/**
 * The cache of the endpoints, for the health checks of `@nestjs/terminus`; up where there is none.
 * Requests are served without it too, so that it is rather for dashboards than for balancers.
 *
 * @publicApi
 */
@Injectable()
export class LightApiCacheIndicator extends ReadinessIndicator {
  /** @param checks - of the module */
  constructor(@Inject(ReadinessChecks) checks: ReadinessChecks) {
    super(checks, 'cache');
  }
}
