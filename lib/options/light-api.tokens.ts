import type { LightApiOptions } from './light-api-options.interface.js';

/** The token of the resolved {@link LightApiOptions}. */
export const LIGHT_API_OPTIONS = Symbol('LIGHT_API_OPTIONS');

/** The token by which a server of `LightApi` says that its Fastify is ours. */
export const LIGHT_API_SERVER = Symbol('LIGHT_API_SERVER');

/** The token under which each module of ours keeps the endpoint classes that it serves. */
export const LIGHT_API_ENDPOINTS = Symbol('LIGHT_API_ENDPOINTS');

/** The token of the options as `forRoot` or the factory of `forRootAsync` gives them. */
export const LIGHT_API_DECLARED_OPTIONS = Symbol('LIGHT_API_DECLARED_OPTIONS');

/** The token by which a global module has a last word on the options: those of tests have. */
export const LIGHT_API_OVERRIDES = Symbol('LIGHT_API_OVERRIDES');

/** What {@link LIGHT_API_OVERRIDES} provides. */
export type OptionsOverride = (declared: LightApiOptions) => LightApiOptions;
