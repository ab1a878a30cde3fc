import { InvalidValue } from '../column/column-codec.interface.js';
import { type ClassOf, PLAIN, type TypeOf, type Walked } from './walked-types.js';

/** Arrays and objects within each other, as a `json` column has at most. */
const DEEPEST = 64;

/**
 * Members and elements, at all levels: class-validator makes an object for every broken rule,
 * class-transformer and `@ArrayUnique` compare every member with those before it. A body of a MiB
 * could have 340,000 of them, which took them seven seconds.
 */
const MOST = 10_000;

const TOO_DEEP = new InvalidValue(
  'json_depth',
  `Input should not nest arrays and objects deeper than ${DEEPEST}`,
);
const TOO_MANY = new InvalidValue(
  'json_size',
  `Input should have at most ${MOST} members and elements, those within each other included`,
);
const TAKEN = new InvalidValue(
  'json_member',
  'Input should have no member of this name: it belongs to every object, or to the class',
);
const NO_OBJECT = new InvalidValue('json_type', 'Input should be a valid object');

/** What reads a nested value before its column does, and so what it may hold. */
export type Reader = keyof typeof REFUSED_NAMES;

/** Which members can't get through: those of class-transformer's instances would be left out. */
const REFUSED_NAMES = {
  transformer: (name: string, instance: object) =>
    name === '__proto__' || isOfInstance(name, instance),
  /** It asks an object for its class. */
  nestedRules: (name: string) => name === 'constructor',
  rules: () => false,
} satisfies Record<string, (name: string, instance: object) => boolean>;

/**
 * Why a value can't be given to what reads it, with the place; `undefined` where it can.
 *
 * @param type - what class-transformer makes of it
 */
export function walkRefusal(
  value: unknown,
  reader: Reader,
  type: TypeOf = PLAIN,
): InvalidValue | undefined {
  return new Walk(REFUSED_NAMES[reader]).refusal(value, type, 0);
}

class Walk {
  private left = MOST;
  private readonly instances = new Map<ClassOf, object>();

  constructor(private readonly refuses: (name: string, instance: object) => boolean) {}

  refusal(value: unknown, type: TypeOf, depth: number): InvalidValue | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth === DEEPEST) return TOO_DEEP;
    this.left -= Array.isArray(value) ? value.length : Object.keys(value).length;
    if (this.left < 0) return TOO_MANY;
    return Array.isArray(value)
      ? this.ofElements(value, type, depth + 1)
      : this.ofMembers(value as Walked, type, depth + 1);
  }

  private ofElements(
    elements: readonly unknown[],
    type: TypeOf,
    depth: number,
  ): InvalidValue | undefined {
    for (const [at, element] of elements.entries()) {
      const refusal =
        element === null && type.isChosen ? NO_OBJECT : this.refusal(element, type, depth);
      if (refusal !== undefined) return refusal.within(at);
    }
    return undefined;
  }

  private ofMembers(value: Walked, type: TypeOf, depth: number): InvalidValue | undefined {
    const instance = this.instanceOf(type.of(value));
    for (const [name, member] of Object.entries(value)) {
      const refusal = this.refuses(name, instance)
        ? TAKEN
        : this.refusal(member, type.member(name, value, instance), depth);
      if (refusal !== undefined) return refusal.within(name);
    }
    return undefined;
  }

  /** An instance as class-transformer makes one for each object. */
  private instanceOf(type: ClassOf): object {
    const made = this.instances.get(type) ?? instantiate(type);
    this.instances.set(type, made);
    return made;
  }
}

function instantiate(type: ClassOf): object {
  try {
    return new type();
  } catch {
    return {}; // class-transformer meets the same, and says so.
  }
}

/** Whether an instance has inherited something of that name that has no setter. */
function isOfInstance(name: string, instance: object): boolean {
  if (!(name in instance) || Object.hasOwn(instance, name)) return false;
  let from: unknown = Object.getPrototypeOf(instance);
  while (typeof from === 'object' && from !== null) {
    const inherited = Object.getOwnPropertyDescriptor(from, name);
    if (inherited !== undefined) return inherited.set === undefined;
    from = Object.getPrototypeOf(from);
  }
  return false;
}
