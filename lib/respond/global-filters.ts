import type { ExceptionFilter } from '@nestjs/common';
import { type ApplicationConfig, ContextIdFactory } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/** What Nest keeps of a provider, the filters of each request among them. */
type FilterWrapper = ReturnType<ApplicationConfig['getGlobalRequestFilters']>[number];

/** The application's global filters in the order that Nest has them, with those that it made for the request. */
export function globalFilters(
  config: ApplicationConfig,
  request: FastifyRequest,
): readonly ExceptionFilter[] {
  const scoped = config.getGlobalRequestFilters();
  if (scoped.length === 0) return config.getGlobalFilters();
  const made = scoped.map((wrapper) => madeFor(request, wrapper));
  return [...config.getGlobalFilters(), ...made.filter((filter) => filter !== undefined)];
}

function madeFor(request: FastifyRequest, wrapper: FilterWrapper): ExceptionFilter | undefined {
  const id = ContextIdFactory.getByRequest(request);
  const isTreeDurable = wrapper.isDependencyTreeDurable();
  // A durable one is kept by its tenant, or by what else the application's strategy has for a parent.
  const owner = id.getParent?.({ token: wrapper.token, isTreeDurable }) ?? id;
  const host = wrapper.getInstanceByContextId(owner);
  // Where Nest made none, there is a bare object of its prototype.
  const isMade = wrapper.isNotMetatype || host.isConstructorCalled === true;
  return isMade ? ((host.instance as ExceptionFilter | null) ?? undefined) : undefined;
}
