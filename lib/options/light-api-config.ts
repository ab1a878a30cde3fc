import { optionsOfEnvironment } from './environment-options.js';
import type { LightApiOptions } from './light-api-options.interface.js';

/**
 * The part of a configuration that LightAPI reads.
 *
 * @publicApi
 */
export interface LightApiConfiguration {
  /** What the factory of `LightApiModule.forRootAsync` gives back. */
  readonly lightapi: LightApiOptions;
}

/**
 * What `LIGHTAPI_*` variables say, as the part `lightapi` of the configuration of `@nestjs/config`,
 * which reads its `.env` files before this is called. Only variables that are set are in it.
 *
 * @throws {@link ConfigurationError} for a variable that is none of what it should be
 * @example
 * ```ts
 * ConfigModule.forRoot({ load: [lightApiConfig] });
 * // useFactory: (config: ConfigService) => config.getOrThrow('lightapi')
 * ```
 * @publicApi
 */
export function lightApiConfig(): LightApiConfiguration {
  const { databaseWait, ...options } = optionsOfEnvironment({});
  const isSet = process.env.LIGHTAPI_DATABASE_WAIT !== undefined;
  return { lightapi: { ...options, ...(isSet && { databaseWait }) } };
}
