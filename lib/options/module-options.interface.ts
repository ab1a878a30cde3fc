import type {
  FactoryProvider,
  InjectionToken,
  ModuleMetadata,
  OptionalFactoryDependency,
  Provider,
  Type,
} from '@nestjs/common';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import type { LightApiOptions } from './light-api-options.interface.js';

/**
 * Classes, and glob patterns of files that export some. Left out: every class decorated so far.
 *
 * @publicApi
 */
export type Endpoints = readonly (EndpointClass | string)[];

/**
 * The options of `LightApiModule.forRoot`.
 *
 * @publicApi
 */
export interface LightApiModuleOptions<E extends Endpoints = Endpoints> extends LightApiOptions {
  /** What is served. @default every class decorated so far */
  readonly endpoints?: E;
  /** Modules whose providers the endpoint classes inject. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the endpoint classes inject. */
  readonly providers?: readonly Provider[];
}

/**
 * What `useClass` and `useExisting` of `LightApiModule.forRootAsync` name.
 *
 * @publicApi
 */
export interface LightApiOptionsFactory {
  /** Called once, at start. */
  createLightApiOptions(): LightApiOptions | Promise<LightApiOptions>;
}

/**
 * The options of `LightApiModule.forRootAsync`. Endpoints are given here and not by the factory, as
 * Nest needs controllers before anything is injected.
 *
 * @publicApi
 */
export interface LightApiModuleAsyncOptions<E extends Endpoints = Endpoints> {
  /** What is served. @default every class decorated so far */
  readonly endpoints?: E;
  /**
   * Where users log in, e.g. `/auth`: given here and not by the factory, as endpoints are.
   *
   * @default no login routes
   */
  readonly authPath?: string;
  /** Whether there are `/healthz` and `/readyz`: given here, as endpoints are. @default false */
  readonly health?: boolean;
  /** Where the document of the API is: given here, as endpoints are. @default false */
  readonly openapi?: OpenApiOptions | boolean;
  /** Modules whose providers the factory and the endpoint classes inject. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the endpoint classes inject. */
  readonly providers?: readonly Provider[];
  /** The tokens of what `useFactory` gets. */
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
  /** Makes the options. */
  readonly useFactory?: FactoryProvider<LightApiOptions>['useFactory'];
  /** A class that makes the options, instantiated here. */
  readonly useClass?: Type<LightApiOptionsFactory>;
  /** The token of a provider that makes the options. */
  readonly useExisting?: InjectionToken<LightApiOptionsFactory>;
}

/**
 * The second parameter of `LightApiModule.forFeature`.
 *
 * @publicApi
 */
export interface LightApiFeatureOptions {
  /** Modules whose providers the endpoint classes inject. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the endpoint classes inject. */
  readonly providers?: readonly Provider[];
}

/**
 * The second parameter of `LightApiModule.forConfig`.
 *
 * @publicApi
 */
export type LightApiConfigOverrides = LightApiOptions & LightApiFeatureOptions;
