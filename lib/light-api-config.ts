import { optionsOfEnvironment } from './environment-options.js';
import type { LightApiOptions } from './light-api-options.interface.js';

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
export function lightApiConfig(): { readonly lightapi: LightApiOptions } {
  const { databaseWait, ...options } = optionsOfEnvironment({});
  const isSet = process.env.LIGHTAPI_DATABASE_WAIT !== undefined;
  return { lightapi: { ...options, ...(isSet && { databaseWait }) } };
}
