import { ENDPOINT_OPTION_NAMES } from '../declare/endpoint-options.interface.js';
import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import { HTTP_METHODS } from '../declare/http-method.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import { AUTOMATIC_COLUMNS } from './endpoint-model.interface.js';
import { cacheProblems } from './cache.check.js';
import { filteringProblems } from './filtering.check.js';
import { middlewareProblems } from './middleware.check.js';
import type { MemberNames } from './name-list.check.js';
import { nearest } from './nearest.js';
import { paginationProblems } from './pagination.check.js';
import { rateLimitProblems } from './rate-limits.check.js';
import { reflectionOptionProblems } from './reflection-options.check.js';
import { serializerProblems } from './serializer.check.js';
import { shownValue } from './shown-value.js';
import { columnNameOf } from './table-name.js';

/** What PostgreSQL keeps of an identifier, in bytes; longer ones would be cut silently. */
const MAX_IDENTIFIER_BYTES = 63;

/** One leading slash, no empty segment, and nothing that a router reads as a pattern. */
export const ROUTE = /^\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?$/;

/** What is wrong with one `@Endpoint`. */
export function endpointOptionProblems(declaration: EndpointDeclaration): string[] {
  return [
    ...routeProblems(declaration.route),
    ...unknownOptions(declaration.options),
    ...methodProblems(declaration.options.methods),
    ...throttleProblems(declaration.options.throttle),
    ...middlewareProblems(declaration.options.middleware, 'endpoint'),
    ...tableProblems(declaration.options.table, isReflected(declaration)),
    ...reflectionOptionProblems(declaration.options),
    ...fieldProblems(declaration),
    ...nameProblemsOf(declaration, isReflected(declaration) ? undefined : memberNames(declaration)),
    ...paginationProblems(declaration.options.pagination),
    ...cacheProblems(declaration.options),
  ].map((problem) => `${declaration.name}: ${problem}`);
}

/** What is wrong with the lists of members' names. */
export function memberNameProblems(
  declaration: EndpointDeclaration,
  members: readonly string[],
): string[] {
  const problems = nameProblemsOf(declaration, members);
  return problems.map((problem) => `${declaration.name}: ${problem}`);
}

/** Whether the members are those of a table. */
export function isReflected({ options: { reflect = false } }: EndpointDeclaration): boolean {
  return reflect !== false;
}

function nameProblemsOf({ options }: EndpointDeclaration, members: MemberNames): string[] {
  return [
    ...serializerProblems(options.serializer, members),
    ...filteringProblems(options, members),
  ];
}

function routeProblems(route: unknown): string[] {
  if (typeof route === 'string' && ROUTE.test(route)) return [];
  return [
    `its route is ${shownValue(route)}. Write a path of letters, digits, '-', '_', '.' and '~', e.g. @Endpoint('/books').`,
  ];
}

function unknownOptions(options: object): string[] {
  return Object.keys(options)
    .filter((name) => !ENDPOINT_OPTION_NAMES.includes(name))
    .map((name) => `@Endpoint has no option '${name}'.${nearest(name, ENDPOINT_OPTION_NAMES)}`);
}

function methodProblems(methods: unknown): string[] {
  if (methods === undefined) return [];
  const remedy = `Give some of ${HTTP_METHODS.join(', ')}.`;
  const named = namesOf(methods);
  if (named.length === 0) return [`'methods' is no list. ${remedy}`];
  return named
    .filter((method) => !(HTTP_METHODS as readonly unknown[]).includes(method))
    .map((method) => `'methods' has ${shownValue(method)}. ${remedy}`);
}

function namesOf(methods: unknown): readonly unknown[] {
  if (Array.isArray(methods)) return methods;
  return typeof methods === 'object' && methods !== null ? Object.keys(methods) : [];
}

function throttleProblems(throttle: RateLimits | false | undefined): string[] {
  if (throttle === undefined || throttle === false) return [];
  return rateLimitProblems(throttle).map((problem) => `'throttle' ${problem}`);
}

function tableProblems(table: unknown, reflected: boolean): string[] {
  if (table === undefined) return [];
  const parts = typeof table !== 'string' ? [''] : reflected ? table.split('.') : [table];
  if (parts.every((part) => part.length > 0 && fits(part))) return [];
  return [`'table' is ${shownValue(table)}. Give a name of 1 to ${MAX_IDENTIFIER_BYTES} bytes.`];
}

function fieldProblems({ fields, options: { reflect = false } }: EndpointDeclaration): string[] {
  const stored = fields.filter(({ options }) => options.exclude !== true);
  if (reflect === true) return [];
  if (stored.length === 0 && reflect === false)
    return [`it has no field. Decorate a property with @Field().`];
  return [
    ...stored
      .filter(({ name }) => !fits(name))
      .map(({ name }) => `the name '${name}' is too long for a column. Shorten it.`),
    ...sharedColumns(stored.map(({ name }) => name)),
  ];
}

/** The members that the resource has. */
function memberNames({ fields }: EndpointDeclaration): string[] {
  const declared = fields.filter(({ options }) => options.exclude !== true);
  return [...declared.map(({ name }) => name), ...AUTOMATIC_COLUMNS];
}

/** `firstName` and `first_name` would be one column. */
function sharedColumns(names: readonly string[]): string[] {
  const columns = names.map(columnNameOf);
  return names
    .filter((name, at) => columns.indexOf(columnNameOf(name)) !== at)
    .map(
      (name) => `another field has the column '${columnNameOf(name)}' of '${name}'. Rename one.`,
    );
}

function fits(identifier: string): boolean {
  return Buffer.byteLength(identifier) <= MAX_IDENTIFIER_BYTES;
}
