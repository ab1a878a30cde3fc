import 'reflect-metadata';

import type { FieldOptions } from './field-options.interface.js';

const FIELDS = Symbol('lightapi:fields');

/** One `@Field`, as it was written. */
export interface FieldDeclaration {
  readonly name: string;
  readonly options: FieldOptions;
  /** The TypeScript type that the compiler emitted; `undefined` without `emitDecoratorMetadata`. */
  readonly designType: unknown;
}

/**
 * Makes the property a column of the table and a member of the representation.
 *
 * @example
 * ```ts
 * @Field({ minLength: 1, maxLength: 200 })
 * title!: string;
 * ```
 * @publicApi
 */
export function Field(options: FieldOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    const declaration: FieldDeclaration = {
      name: String(property),
      options,
      designType: Reflect.getMetadata('design:type', prototype, property),
    };
    const own = ownFields(prototype);
    Reflect.defineMetadata(FIELDS, [...own, declaration], prototype);
  };
}

/** The fields of a class: inherited ones first, a redeclared one in its old place. */
export function fieldDeclarationsOf(endpoint: { prototype: object }): FieldDeclaration[] {
  const fields = new Map<string, FieldDeclaration>();
  for (const prototype of prototypeChain(endpoint.prototype).reverse()) {
    for (const field of ownFields(prototype)) fields.set(field.name, field);
  }
  return [...fields.values()];
}

function ownFields(prototype: object): readonly FieldDeclaration[] {
  return (Reflect.getOwnMetadata(FIELDS, prototype) ?? []) as readonly FieldDeclaration[];
}

function prototypeChain(prototype: object): object[] {
  const chain: object[] = [];
  for (
    let at: object | null = prototype;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  )
    chain.push(at);
  return chain;
}
