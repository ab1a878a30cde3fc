import { Inject, Injectable } from '@nestjs/common';

import {
  type IndicatorOptions,
  type IndicatorResult,
  ReadinessIndicator,
} from './readiness.indicator.js';
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
  constructor(@Inject(ReadinessChecks) checks: ReadinessChecks) {
    super(checks, 'database');
  }

  /** @param key - under which the result is shown */
  pingCheck<K extends string>(key: K, options: IndicatorOptions = {}): Promise<IndicatorResult<K>> {
    return this.ping(key, options);
  }
}
