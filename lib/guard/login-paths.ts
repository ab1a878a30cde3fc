import type { EndpointOutline } from '../model/endpoint-model.interface.js';
import type { LoginOptions } from './login-options.interface.js';

/** The routes at which users log in, below the path of `auth`. */
export const LOGIN_PATHS = ['login', 'token'] as const;

const AUTH_PATH = '/auth';

/** Below which path users log in, without a trailing slash; `undefined`: nowhere. */
export function authPathOf(auth: LoginOptions | undefined): string | undefined {
  return auth && (auth.authPath ?? AUTH_PATH).replace(/(?<=.)\/$/, '');
}

/** Such endpoints would take the place of the login, or it theirs. */
export function loginRouteProblems(
  endpoints: readonly EndpointOutline[],
  authPath: string | false,
): string[] {
  if (authPath === false) return [];
  const taken = LOGIN_PATHS.map((path) => `${authPath}/${path}`);
  return endpoints
    .filter(({ route }) => taken.includes(route))
    .map(
      ({ name, route }) =>
        `${name}: its route '${route}' is one at which users log in. Give it another, or 'auth.authPath' another path.`,
    );
}
