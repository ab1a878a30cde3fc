/** The token of the resolved {@link LightApiOptions}. */
export const LIGHT_API_OPTIONS = Symbol('LIGHT_API_OPTIONS');

/** The token by which a server of `LightApi` says that its Fastify is ours. */
export const LIGHT_API_SERVER = Symbol('LIGHT_API_SERVER');

/** The token under which each module of ours keeps the endpoint classes that it serves. */
export const LIGHT_API_ENDPOINTS = Symbol('LIGHT_API_ENDPOINTS');
