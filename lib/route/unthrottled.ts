/** Where `@nestjs/throttler` has the options of its module, which is global. */
export const THROTTLER_OPTIONS = 'THROTTLER:MODULE_OPTIONS';

/** What its `@SkipThrottle()` leaves on a class, before the name of the throttler. */
const SKIP = 'THROTTLER:SKIP';

/** That of a throttler without one. */
const UNNAMED = 'default';

interface Throttler {
  readonly name?: string;
}

/** The options of its module. */
export type ThrottlerOptions = readonly Throttler[] | { readonly throttlers: readonly Throttler[] };

/**
 * Has a `ThrottlerGuard` leave a controller alone, by all names of the application's throttlers. The
 * decorator would need the package, which not everybody has, and the names.
 */
export function skipThrottlers(controller: object, options: ThrottlerOptions): void {
  const throttlers = 'throttlers' in options ? options.throttlers : options;
  for (const { name = UNNAMED } of throttlers)
    Reflect.defineMetadata(`${SKIP}${name}`, true, controller);
}
