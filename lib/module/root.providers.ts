import { MikroORM } from '@mikro-orm/core';
import type { Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import type {
  LightApiModuleAsyncOptions,
  LightApiOptionsFactory,
} from '../options/module-options.interface.js';
import {
  LIGHT_API_DECLARED_OPTIONS,
  LIGHT_API_ENDPOINTS,
  LIGHT_API_OPTIONS,
  LIGHT_API_OVERRIDES,
  type OptionsOverride,
} from '../options/light-api.tokens.js';
import { isOptions } from '../model/option-names.check.js';
import { shownValue } from '../model/shown-value.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import { BackgroundRunner } from '../respond/background.runner.js';
import { Transactions } from '../service/transactions.js';

/** What of the options is known when the module is made. */
export interface EarlyOptions {
  readonly orm: LightApiOptions['orm'];
  /** Where users log in; `undefined`: nobody does. */
  readonly authPath: string | undefined;
  /** There are routes that tell how the process is. */
  readonly health: boolean;
  /** There are routes that describe the API. */
  readonly openapi: OpenApiOptions | boolean;
  /** Routes of ours, by the option that asks for them. */
  readonly ownRoutes: Readonly<Record<'health' | 'openapi', readonly string[]>>;
}

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
      checkOwnRoutes(endpoints, early);
      return LightApiEngine.start({
        options: { ...options, openapi: early.openapi },
        background,
        orm: injected ?? (options.orm as MikroORM | undefined),
        hasLogin: early.authPath !== undefined,
        endpoints,
      });
    },
  };
}

/** What a factory says of routes comes too late: they are made by then, or there are none. */
function checkFactory(options: LightApiOptions, early: EarlyOptions): void {
  const { authPath, health, openapi } = early;
  if (!isOptions(options))
    throw new ConfigurationError([
      `LightApiModule: the factory of forRootAsync returned ${shownValue(options)}. Return the options, e.g. { database: 'sqlite:app.db' }.`,
    ]);
  const problems: string[] = [];
  const { auth } = options;
  if (authPath !== undefined && auth === undefined)
    problems.push(
      `'authPath' is '${authPath}', and the factory of forRootAsync returns no 'auth'. Return { auth: { loginValidator } } too, or leave the path out.`,
    );
  if (auth?.authPath !== undefined && auth.authPath !== authPath)
    problems.push(
      `'auth.authPath' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ authPath: '${auth.authPath}', … }).`,
    );
  if (options.health === true && !health)
    problems.push(
      `'health' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ health: true, … }).`,
    );
  if (options.openapi !== undefined && options.openapi !== openapi)
    problems.push(
      `'openapi' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ openapi: true, … }).`,
    );
  if (problems.length > 0)
    throw new ConfigurationError(problems.map((problem) => `LightApiModule: ${problem}`));
}

/** What such routes are. */
const OWN_ROUTES = {
  health: 'of the health of the process',
  openapi: 'of the document of the API',
} as const;

/** Those of the root have our own paths to themselves; those of features are known too late. */
function checkOwnRoutes(endpoints: readonly EndpointClass[], { ownRoutes }: EarlyOptions): void {
  const problems = endpoints.flatMap((endpoint) => {
    const route = declarationOf(endpoint)?.route ?? '';
    const options = Object.keys(OWN_ROUTES) as (keyof typeof OWN_ROUTES)[];
    return options
      .filter((option) => ownRoutes[option].includes(route))
      .map(
        (option) =>
          `${endpoint.name}: its route '${route}' is that ${OWN_ROUTES[option]}. Give it another, name the class in the endpoints of forRoot, or leave '${option}' out.`,
      );
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function allEndpoints(modules: ModulesContainer): EndpointClass[] {
  const served = [...modules.values()].flatMap(
    (module) =>
      (module.providers.get(LIGHT_API_ENDPOINTS)?.instance as EndpointClass[] | undefined) ?? [],
  );
  return [...new Set(served)];
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
