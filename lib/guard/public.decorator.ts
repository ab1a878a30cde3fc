import { SetMetadata } from '@nestjs/common';

/** The key that Nest's documentation uses too. */
export const IS_PUBLIC_KEY = 'isPublic';

/**
 * Tells global guards of the application, if they ask for it, that an endpoint is none of theirs.
 * It opens nothing that `authentication` closes.
 *
 * @example
 * ```ts
 * const isPublic = reflector.getAllAndOverride<boolean>(IS_PUBLIC_KEY, [
 *   context.getHandler(),
 *   context.getClass(),
 * ]);
 * ```
 * @publicApi
 */
export function Public(): ClassDecorator & MethodDecorator {
  return SetMetadata(IS_PUBLIC_KEY, true);
}
