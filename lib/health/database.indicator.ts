import { Inject, Injectable } from '@nestjs/common';

import { ReadinessIndicator } from './readiness.indicator.js';
import { ReadinessChecks } from './readiness-checks.js';

/**
 * The database of the endpoints, for the health checks of `@nestjs/terminus`.
 *
 * @example
 * ```ts
 * this.health.check([() => this.database.pingCheck('database')]);
 * ```
 * @publicApi
 */
@Injectable()
export class LightApiDatabaseIndicator extends ReadinessIndicator {
  /** @param checks - of the module */
  constructor(@Inject(ReadinessChecks) checks: ReadinessChecks) {
    super(checks, 'database');
  }
}
