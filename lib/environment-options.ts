import { hasJwtKey } from './guard/jwt-keys.js';
import type { LightApiOptions } from './light-api-options.interface.js';

/** What the environment says where the options say nothing; an empty text is a word too. */
export function optionsOfEnvironment(options: LightApiOptions): Partial<LightApiOptions> {
  const { jwt } = options;
  const {
    LIGHTAPI_DATABASE_URL: database,
    LIGHTAPI_JWT_SECRET: secret,
    LIGHTAPI_REDIS_URL: url,
  } = process.env;
  return {
    ...(database !== undefined && options.database === undefined && { database }),
    ...(url !== undefined && url !== '' && options.redis === undefined && { redis: { url } }),
    ...(secret !== undefined && !hasJwtKey(jwt) && { jwt: { ...jwt, secret } }),
  };
}
