import type { InvalidValue } from '../column/column-codec.interface.js';
import type { InputClass } from './input-class.factory.js';
import { memberType, type Walked } from './walked-types.js';
import { walkRefusal } from './walked-value.js';

/** The members of a body that can't be given to what reads them before their columns do, and why. */
export function refusedMembers(
  { type, readers }: InputClass,
  body: Walked,
): ReadonlyMap<string, InvalidValue> {
  const refused = new Map<string, InvalidValue>();
  for (const [name, reader] of readers) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    const target = reader === 'transformer' ? memberType(type, name, body) : undefined;
    const refusal = walkRefusal(value, reader, target);
    if (refusal !== undefined) refused.set(name, refusal);
  }
  return refused;
}
