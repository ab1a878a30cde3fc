import type { DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { optionalPackage } from '../package/optional-package.js';
import { LightApi } from '../light-api.js';
import { lightApiFastifyOptions } from '../server/light-api-fastify-options.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { LIGHT_API_OVERRIDES, type OptionsOverride } from '../options/light-api.tokens.js';
import { TestApi } from './test-api.js';
import { type TestApiOptions, type TestModuleOptions, testOptions } from './test-options.js';

/**
 * Runs an application for a test: on a free port of this machine, with SQLite in memory unless
 * `database` says otherwise.
 *
 * @example
 * ```ts
 * const api = await testApi({ endpoints: [Book] });
 * const whole = await testApi({ module: AppModule });
 * ```
 * @throws {@link ConfigurationError} as the application's own start
 * @publicApi
 */
export async function testApi(options: TestApiOptions = {}): Promise<TestApi> {
  const app = await (isOfModule(options)
    ? moduleApplication(options)
    : endpointsApplication(options));
  try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    return new TestApi(app, await app.getUrl());
  } catch (error) {
    await app.close();
    throw error;
  }
}

function isOfModule(options: TestApiOptions): options is TestModuleOptions {
  return options.module !== undefined;
}

function endpointsApplication(options: TestApiOptions): Promise<NestFastifyApplication> {
  return LightApi.create({ ...options, ...testOptions(options, options) }).buildApp();
}

async function moduleApplication(options: TestModuleOptions): Promise<NestFastifyApplication> {
  const { module, override, prepare, adapter, ...given } = options;
  const { Test } = await optionalPackage(
    '@nestjs/testing',
    () => import('@nestjs/testing'),
    'testApi({ module })',
  );
  const builder = Test.createTestingModule({ imports: [module, overridesModule(given)] });
  override?.(builder);
  const app = (await builder.compile()).createNestApplication<NestFastifyApplication>(
    adapter ?? new FastifyAdapter(lightApiFastifyOptions()),
  );
  await prepare?.(app);
  return app;
}

class TestOverridesModule {}

/** Seen by LightApiModule, wherever in the application that is imported. */
function overridesModule(given: LightApiOptions): DynamicModule {
  const override: OptionsOverride = (declared) => testOptions(declared, given);
  return {
    module: TestOverridesModule,
    global: true,
    providers: [{ provide: LIGHT_API_OVERRIDES, useValue: override }],
    exports: [LIGHT_API_OVERRIDES],
  };
}
