import { Injectable, type Type } from '@nestjs/common';

import type { EndpointOptions } from './endpoint-options.interface.js';
import { fieldDeclarationsOf, type FieldDeclaration } from './field.decorator.js';
import { RestEndpoint } from './rest-endpoint.js';

const ENDPOINT = Symbol('lightapi:endpoint');

/** A class decorated with `@Endpoint`. */
export type EndpointClass<T extends RestEndpoint = RestEndpoint> = Type<T>;

/** All that an endpoint's author said, wherever they said it. */
export interface EndpointDeclaration {
  readonly name: string;
  /** What one resource is called in documents. @default the class's name */
  readonly resource?: string | undefined;
  readonly route: string;
  readonly options: EndpointOptions;
  readonly fields: readonly FieldDeclaration[];
}

/** What the class itself does not say. */
type OwnDeclaration = Pick<EndpointDeclaration, 'route' | 'options' | 'resource'>;

/** The decorated classes, in the order of their loading: what the scan reads. */
const declaredClasses = new Set<EndpointClass>();

/**
 * Makes a class the table, the validation and the REST resource at `route`.
 *
 * @param route - where the collection is, e.g. `/books`; one resource is at `/books/{id}`
 * @example
 * ```ts
 * @Endpoint('/books')
 * export class Book extends RestEndpoint {
 *   @Field({ minLength: 1 })
 *   title!: string;
 * }
 * ```
 * @publicApi
 */
export function Endpoint(route: string, options: EndpointOptions = {}): ClassDecorator {
  return (target) => {
    markEndpoint(target as unknown as EndpointClass, { route, options });
    declaredClasses.add(target as unknown as EndpointClass);
  };
}

/** As the decorator, for a class that the scan is not to find. */
export function markEndpoint(target: EndpointClass, declared: OwnDeclaration): void {
  Injectable()(target);
  Reflect.defineMetadata(ENDPOINT, declared, target);
}

/** Every class decorated so far. */
export function scanEndpoints(): EndpointClass[] {
  return [...declaredClasses];
}

/** What the class declares, or `undefined` where it has no `@Endpoint` of its own. */
export function declarationOf(endpoint: EndpointClass): EndpointDeclaration | undefined {
  const own = Reflect.getOwnMetadata(ENDPOINT, endpoint) as OwnDeclaration | undefined;
  return own && { name: endpoint.name, ...own, fields: fieldDeclarationsOf(endpoint) };
}

/** Whether a value is a class that can be given as an endpoint. */
export function isEndpointClass(value: unknown): value is EndpointClass {
  return (
    typeof value === 'function' &&
    value.prototype instanceof RestEndpoint &&
    Reflect.hasOwnMetadata(ENDPOINT, value)
  );
}
