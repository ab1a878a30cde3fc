import { isOptions } from '../model/option-names.check.js';
import type { ConfigPath } from './config-places.js';

/** Where the schema found something wrong. */
export interface BrokenPlace {
  readonly path: ConfigPath;
  /** What stands there may be there not at all; otherwise something else belongs there. */
  readonly isUnknown: boolean;
}

/** What can be looked at further although something else is wrong. */
export interface SoundPart {
  readonly value: unknown;
  /** By positions of endpoints, the fields that are not as they were written. */
  readonly broken: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Options of `meta` without which much else would seem to be wrong. */
const DECISIVE: ReadonlySet<unknown> = new Set(['table', 'primary_key', 'primaryKey']);

/** Stands for a type that is not known: nothing is said of such a field. */
const ANY_FIELD = { type: 'str' };

/** Endpoints keep their positions; in the place of one of which nothing can be said is `undefined`. */
export function soundPart(value: unknown, places: readonly BrokenPlace[]): SoundPart {
  const broken = new Map<number, Set<string>>();
  if (places.length === 0) return { value, broken };
  const { endpoints } = (isOptions(value) ? value : {}) as { readonly endpoints?: unknown };
  if (!Array.isArray(endpoints)) return { value: { endpoints: [] }, broken };
  const sound = structuredClone(endpoints) as unknown[];
  for (const place of places) {
    const [group, at, ...rest] = place.path;
    if (group !== 'endpoints' || typeof at !== 'number') continue;
    const fields = broken.get(at) ?? new Set();
    broken.set(at, fields);
    if (!isOptions(sound[at]) || !mend(sound[at], { at, rest, isUnknown: place.isUnknown }))
      sound[at] = undefined;
    if (rest[0] === 'fields' && rest[1] !== undefined) fields.add(String(rest[1]));
  }
  return { value: { endpoints: sound }, broken };
}

interface BrokenPart {
  readonly at: number;
  /** Within the endpoint. */
  readonly rest: ConfigPath;
  readonly isUnknown: boolean;
}

/** Whether the rest of the endpoint says something without what is broken. */
function mend(endpoint: object, { at, rest, isUnknown }: BrokenPart): boolean {
  const parts = endpoint as Record<string, unknown>;
  const [group, name] = rest;
  if ('class' in parts) return false;
  if (group === 'route' && rest.length === 1) {
    parts.route = `/unknown-route-${at}`;
    return true;
  }
  if (group === 'fields' && name !== undefined && isOptions(parts.fields)) {
    // A name that none can have.
    if (isUnknown && rest.length === 2) Reflect.deleteProperty(parts.fields, name);
    else Object.assign(parts.fields, { [name]: ANY_FIELD });
    return true;
  }
  if (group === 'meta' && name !== undefined && isOptions(parts.meta)) {
    Reflect.deleteProperty(parts.meta, name);
    return !DECISIVE.has(name);
  }
  if (group === undefined || !isUnknown || rest.length > 1) return false;
  return Reflect.deleteProperty(parts, group);
}
