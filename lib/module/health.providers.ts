import type { Provider } from '@nestjs/common';

import { LightApiEngine } from '../engine/light-api.engine.js';
import { LightApiCacheIndicator } from '../health/cache.indicator.js';
import { LightApiDatabaseIndicator } from '../health/database.indicator.js';
import { ReadinessChecks } from '../health/readiness-checks.js';

/** What tells how the process is; applications inject it too. */
export const HEALTH = [ReadinessChecks, LightApiDatabaseIndicator, LightApiCacheIndicator];

/** Providers of the root module. */
export function healthProviders(): Provider[] {
  return [
    {
      provide: ReadinessChecks,
      inject: [LightApiEngine],
      useFactory: (engine: LightApiEngine) => {
        const checks = new ReadinessChecks();
        checks.add({ name: 'database', isRequired: true, check: () => engine.isReady() });
        const { cache } = engine;
        const isCached = () => Promise.resolve(cache.isReady);
        if (cache.isUsed) checks.add({ name: 'cache', isRequired: false, check: isCached });
        return checks;
      },
    },
    LightApiDatabaseIndicator,
    LightApiCacheIndicator,
  ];
}
