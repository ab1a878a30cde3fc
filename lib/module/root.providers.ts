import { MikroORM } from '@mikro-orm/core';
import type { Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { isOptions } from '../model/option-names.check.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import {
  LIGHT_API_DECLARED_OPTIONS,
  LIGHT_API_ENDPOINTS,
  LIGHT_API_OPTIONS,
  LIGHT_API_OVERRIDES,
  type OptionsOverride,
} from '../options/light-api.tokens.js';
import type {
  LightApiModuleAsyncOptions,
  LightApiOptionsFactory,
} from '../options/module-options.interface.js';
import { BackgroundRunner } from '../respond/background.runner.js';
import { Transactions } from '../service/transactions.js';
import {
  checkFactory,
  checkOwnRoutes,
  checkServedOnce,
  type EarlyOptions,
} from './early-options.check.js';

/** The options that hold; what is no options at all is told by the engine. */
export const optionsProvider: Provider = {
  provide: LIGHT_API_OPTIONS,
  inject: [LIGHT_API_DECLARED_OPTIONS, { token: LIGHT_API_OVERRIDES, optional: true }],
  useFactory: (declared: LightApiOptions, override?: OptionsOverride) =>
    override !== undefined && isOptions(declared) ? override(declared) : declared,
};

/** Made before the options are checked, so that it asks for them late. */
export const backgroundProvider: Provider = {
  provide: BackgroundRunner,
  inject: [LIGHT_API_OPTIONS],
  useFactory: (options: LightApiOptions) => new BackgroundRunner(() => options.backgroundTimeout),
};

/** Transactions for the application's own classes. */
export const transactionsProvider: Provider = {
  provide: Transactions,
  inject: [LightApiEngine],
  useFactory: ({ transactions }: LightApiEngine) => transactions,
};

/** At this time every module of the application is known, so that features need no registration. */
export function engineProvider(early: EarlyOptions): Provider {
  const { orm } = early;
  const token = orm === undefined || orm instanceof MikroORM ? [] : [orm];
  return {
    provide: LightApiEngine,
    inject: [LIGHT_API_OPTIONS, BackgroundRunner, ModulesContainer, ...token],
    useFactory: (
      options: LightApiOptions,
      background: BackgroundRunner,
      modules: ModulesContainer,
      injected?: MikroORM,
    ) => {
      checkFactory(options, early);
      const endpoints = allEndpoints(modules);
      checkServedOnce(endpoints);
      checkOwnRoutes(endpoints, early);
      return LightApiEngine.start({
        options: { ...options, openapi: early.openapi },
        background,
        orm: injected ?? (options.orm as MikroORM | undefined),
        authPath: early.authPath ?? false,
        endpoints,
      });
    },
  };
}

function allEndpoints(modules: ModulesContainer): EndpointClass[] {
  return [...modules.values()].flatMap(
    (module) =>
      (module.providers.get(LIGHT_API_ENDPOINTS)?.instance as EndpointClass[] | undefined) ?? [],
  );
}

/** The options, from a factory that others are injected into. */
export function asyncOptionsProviders(options: LightApiModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting, inject = [] } = options;
  if (useFactory)
    return [
      {
        provide: LIGHT_API_DECLARED_OPTIONS,
        inject: [...inject],
        useFactory: useFactory as never,
      },
    ];
  const factory = useExisting ?? useClass;
  if (factory === undefined)
    throw new ConfigurationError([
      'LightApiModule.forRootAsync has no factory. Give useFactory, useClass or useExisting.',
    ]);
  const provider: Provider = {
    provide: LIGHT_API_DECLARED_OPTIONS,
    inject: [factory],
    useFactory: (made: LightApiOptionsFactory) => made.createLightApiOptions(),
  };
  return useClass && !useExisting ? [useClass, provider] : [provider];
}
