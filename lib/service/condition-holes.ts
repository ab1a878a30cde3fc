import { Logger } from '@nestjs/common';

import { OutOfScopeError } from '../error/out-of-scope.error.js';

const logger = new Logger('LightApi');

/**
 * A condition on `undefined`, as `{ owner_id: request.user?.id }` is for a stranger, could be read
 * as no condition at all: it refuses.
 *
 * @param subject - who said it, for the log
 * @throws {@link OutOfScopeError}
 */
export function withoutHoles<C extends object | undefined>(conditions: C, subject: string): C {
  const hole = conditions && holeIn(conditions);
  if (hole === undefined) return conditions;
  logger.warn(
    `${subject}: the condition on '${hole}' is undefined, and the request was refused. Return null to match rows without a value, or throw an error of your own.`,
  );
  throw new OutOfScopeError();
}

/** The name of the first member that is `undefined`, however deep. */
export function holeIn(conditions: object): string | undefined {
  if (conditions.constructor !== Object && !Array.isArray(conditions)) return undefined;
  // A raw fragment as a key is a symbol.
  for (const name of Reflect.ownKeys(conditions)) {
    const value: unknown = Reflect.get(conditions, name);
    if (value === undefined) return String(name);
    const inner = typeof value === 'object' && value !== null ? holeIn(value) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
