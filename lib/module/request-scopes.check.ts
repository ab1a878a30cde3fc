import { Scope } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import { type EndpointClass, isEndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { handlerTokenOf } from './endpoint.tokens.js';

type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;
type Provided = ReturnType<NestModule['providers']['get']> & object;
type Dependencies = readonly (Provided | { readonly wrapper: Provided })[];

/**
 * An endpoint is made once for all requests, as what admits them is.
 *
 * @throws {@link ConfigurationError} for those that something request-scoped has made anew for each
 */
export function requireOneInstance(modules: ModulesContainer): void {
  const problems = [...modules.values()].flatMap(({ providers }) =>
    [...providers.keys()].filter(isEndpointClass).flatMap((endpoint) => {
      const handler = providers.get(handlerTokenOf(endpoint));
      return handler === undefined ? [] : problemsOf(endpoint, handler);
    }),
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function problemsOf(endpoint: EndpointClass, handler: Provided): string[] {
  if (handler.isDependencyTreeStatic()) return [];
  const cause = wayToScope(handler, new Set())?.map(nameOf).join(' -> ') ?? 'a provider';
  return [
    `${endpoint.name} would be made anew for each request, without what guards it: ${cause} is request-scoped. Take away that scope; hooks are given the request, and guards and interceptors have it in their ExecutionContext.`,
  ];
}

/** From what an endpoint has to what has the scope itself. */
function wayToScope(from: Provided, seen: Set<Provided>): Provided[] | undefined {
  seen.add(from);
  for (const next of dependenciesOf(from)) {
    if (seen.has(next) || next.isDependencyTreeStatic()) continue;
    const rest = next.scope === Scope.REQUEST ? [] : wayToScope(next, seen);
    if (rest !== undefined) return [next, ...rest];
  }
  return undefined;
}

function dependenciesOf(provided: Provided): Provided[] {
  // Nest's types don't say that a list without members is undefined.
  const lists = [
    provided.getCtorMetadata(),
    provided.getPropertiesMetadata(),
    provided.getEnhancersMetadata(),
  ] as (Dependencies | undefined)[];
  return lists.flatMap((list = []) => list.map((one) => ('wrapper' in one ? one.wrapper : one)));
}

function nameOf({ name, subtype }: Provided): string {
  return `${subtype === undefined ? '' : `the ${subtype} `}${String(name)}`;
}
