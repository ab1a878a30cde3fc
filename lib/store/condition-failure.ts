import { QueryBuilder } from '@mikro-orm/sql';

import { LightApiError } from '../error/light-api.error.js';
import { isMisunderstood } from './driver-failure.js';

/** Conditions that hooks, filter backends and programs give in MikroORM's words. */
export interface SaidConditions {
  /** The name of the class. */
  readonly endpoint: string;
  /** Who may have said them. */
  readonly by: string;
  readonly conditions: readonly object[];
}

/** Nobody else narrows what is asked of a single row. */
export const BY_SCOPE = "'scope'";

/** Who narrows a collection. */
export const BY_ANYBODY = "'scope', 'queryset', a filter backend or the 'where' of a list";

/** An error of the driver about a statement with conditions: theirs, where the database has not understood it. */
export function conditionFailure(said: SaidConditions, cause: unknown): unknown {
  return said.conditions.length > 0 && isMisunderstood(cause)
    ? wrongConditions(said, cause)
    : cause;
}

/**
 * What the log says of conditions that can't be asked: a mistake of the program's, so that clients are told
 * nothing of it.
 *
 * @param cause - what MikroORM or the database has met; what is for clients is left as it is
 */
export function wrongConditions(said: SaidConditions, cause: unknown): unknown {
  if (cause instanceof LightApiError) return cause;
  return new TypeError(
    `${said.endpoint}: what ${said.by} says of ${subjectsOf(said.conditions)} can't be asked of the database. Name members of the class, and operators that the database has for the types of their columns; the cause says what was met.`,
    { cause },
  );
}

function subjectsOf(conditions: readonly object[]): string {
  return [...new Set(conditions.flatMap(subjects))].join(', ');
}

/** The members that conditions are about, whichever way they are combined. */
function subjects(condition: unknown): string[] {
  if (condition instanceof QueryBuilder) return ['a query builder'];
  if (typeof condition !== 'object' || condition === null) return ['a key'];
  if (Array.isArray(condition)) return condition.flatMap(subjects);
  return Reflect.ownKeys(condition).flatMap((name) => {
    if (typeof name === 'symbol') return ['a raw fragment'];
    return name.startsWith('$') ? subjects(Reflect.get(condition, name)) : [`'${name}'`];
  });
}
