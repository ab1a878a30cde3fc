/** The verbs an endpoint can have, in the order in which `Allow` lists them. */
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * A verb that an endpoint can have; HEAD comes with GET, and OPTIONS is always there.
 *
 * @publicApi
 */
export type HttpMethod = (typeof HTTP_METHODS)[number];
