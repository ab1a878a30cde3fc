import { type MemberType, usedTransformStorage } from './decorator-packages.js';

/** An object of JSON. */
export type Walked = Readonly<Record<string, unknown>>;

/** A class, as class-transformer makes instances. */
export type ClassOf = new () => object;

/** What class-transformer makes of values: objects, and those of lists. */
export interface TypeOf {
  /** Whether a member of the object chooses the class. */
  readonly isChosen: boolean;
  /** The class of which an object becomes an instance. */
  of(value: Walked): ClassOf;
  /** What becomes of a member of that object, where that is such an instance. */
  member(name: string, value: Walked, instance: object): TypeOf;
}

/** What has no `@Type` stays an object. */
export const PLAIN: TypeOf = { isChosen: false, of: () => Object, member: () => PLAIN };

/** What class-transformer makes of a member, by its `@Type`. */
export function memberType(
  owner: ClassOf,
  name: string,
  object: Walked,
  newObject: object = {},
): TypeOf {
  const storage = usedTransformStorage()?.defaultMetadataStorage;
  const property = storage?.findExposeMetadataByCustomName(owner, name)?.propertyName ?? name;
  const found = storage?.findTypeMetadata(owner, property);
  return found === undefined ? PLAIN : typed(found, { newObject, object, property });
}

function typed(metadata: MemberType, context: object): TypeOf {
  const type = classOf(metadata, context);
  const { property, subTypes } = metadata.options?.discriminator ?? {};
  const of = (value: Walked) =>
    subTypes?.find(({ name }) => property !== undefined && name === value[property])?.value ?? type;
  return {
    isChosen: subTypes !== undefined,
    of,
    member: (name, value, instance) => memberType(of(value), name, value, instance),
  };
}

function classOf({ typeFunction, reflectedType }: MemberType, context: object): ClassOf {
  try {
    return (typeFunction === undefined ? reflectedType : typeFunction(context)) ?? Object;
  } catch {
    return Object; // class-transformer meets the same, and says so.
  }
}
