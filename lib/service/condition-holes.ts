import { Utils } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';

import { OutOfScopeError } from '../error/out-of-scope.error.js';

const logger = new Logger('LightApi');

/** Objects that say nothing of rows, one of which is a forgotten `await`. */
const NO_CONDITIONS = [Promise, Date, Map, Set, RegExp] as const;

/** What MikroORM makes one condition of others with. */
const GROUPS: ReadonlySet<PropertyKey> = new Set(['$and', '$or', '$not']);

/**
 * A condition on `undefined`, as `{ owner_id: request.user?.id }` is for a stranger, could be read
 * as no condition at all, and one on `{}` is: both refuse. `{}` as the whole asks nothing, and nothing more of
 * what else `$and` asks for.
 *
 * @param subject - who said it, for the log
 * @throws {@link OutOfScopeError}
 */
export function withoutHoles<C extends object | undefined>(conditions: C, subject: string): C {
  const hole = conditions === undefined ? undefined : holeIn(conditions);
  if (hole === undefined) return conditions;
  logger.warn(
    `${subject}: ${hole}, and the request was refused. Return null to match rows without a value, { $eq: {} } to match rows of the value {}, {} alone to match all, or throw an error of your own.`,
  );
  throw new OutOfScopeError();
}

/** What is said of the first condition, however deep, that is none. */
export function holeIn(conditions: unknown): string | undefined {
  if (typeof conditions !== 'object' || conditions === null)
    return `${shown(conditions)} is no condition`;
  if (isMute(conditions)) return `a ${conditions.constructor.name} is no condition`;
  return holeWithin(conditions, { name: 'the list', holds: 'conditions' });
}

/** Where in a condition something is. */
interface Place {
  readonly name: PropertyKey;
  /** What is compared as it is are values: `{}` is one like others. */
  readonly holds: 'conditions' | 'property' | 'values';
}

function holeWithin(whole: object, place: Place): string | undefined {
  if (Array.isArray(whole)) return holeInList(whole, place);
  if (!Utils.isPlainObject(whole)) return undefined;
  const { holds } = place;
  // A raw fragment as a key is a symbol.
  return firstHole(Reflect.ownKeys(whole), (name) =>
    holeAt(Reflect.get(whole, name), { name, holds: holds === 'values' ? holds : heldBy(name) }),
  );
}

function holeInList(list: readonly unknown[], { name, holds }: Place): string | undefined {
  // What has to fulfil none of the conditions is every row.
  if (name === '$and' && list.length === 0) return `the condition on '$and' is []`;
  const held = holds === 'conditions' ? holds : 'values';
  return firstHole(list, (member) => {
    if (held === 'conditions' && isEmptyList(member))
      return `a condition of '${String(name)}' is []`;
    return name === '$and' && isEmpty(member) ? undefined : holeAt(member, { name, holds: held });
  });
}

function holeAt(value: unknown, place: Place): string | undefined {
  if (isNone(value, place)) return `the condition on '${String(place.name)}' is ${shown(value)}`;
  return typeof value === 'object' && value !== null ? holeWithin(value, place) : undefined;
}

/** What MikroORM leaves out. */
function isNone(value: unknown, { holds }: Place): boolean {
  if (value === undefined) return true;
  if (holds === 'conditions' && (value === null || typeof value === 'function')) return true;
  return holds !== 'values' && isEmpty(value);
}

/** Whether MikroORM finds nothing to ask for in an instance of a class. */
function isMute(whole: object): boolean {
  if (NO_CONDITIONS.some((type) => whole instanceof type)) return true;
  const isOfClass = !Array.isArray(whole) && !Utils.isPlainObject(whole);
  return isOfClass && Reflect.ownKeys(whole).length === 0;
}

/** Whether it asks for every row, in a word. */
export function isNothing(whole: object): boolean {
  return Utils.isPlainObject(whole) && Reflect.ownKeys(whole).length === 0;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Whether every row fulfils it: `{}`, and `$and` of nothing else. */
function isEmpty(value: unknown): boolean {
  if (!Utils.isPlainObject(value)) return false;
  return Reflect.ownKeys(value).every((name) => {
    const all: unknown = name === '$and' ? Reflect.get(value, name) : undefined;
    return Array.isArray(all) && all.length > 0 && all.every(isEmpty);
  });
}

function heldBy(name: PropertyKey): Place['holds'] {
  if (GROUPS.has(name)) return 'conditions';
  return typeof name === 'string' && name.startsWith('$') ? 'values' : 'property';
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === 'object' ? '{}' : `a ${typeof value}`;
}

function firstHole<T>(all: readonly T[], hole: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = hole(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
