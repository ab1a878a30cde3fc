import { withArticle } from '../column/with-article.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';
import { pluralOf } from '../model/grammatical-number.js';
import { operationMark } from '../route/document-marks.js';
import { ENDPOINT_ROUTES, type EndpointRoute, servedBy } from '../route/endpoint-routes.js';
import type { HookName } from '../service/endpoint-hooks.js';
import type { ComponentRegistry } from './component.registry.js';
import type { EndpointDescription } from './endpoint-description.interface.js';
import {
  collectionParameters,
  resourceParameters,
  writeParameters,
} from './endpoint.parameters.js';
import { statusesOf } from './endpoint.statuses.js';
import { errorResponses } from './error.responses.js';
import type { Operation, Parameter, Reference } from './openapi.interface.js';
import { addRepresentations, type Representations } from './representation.schemas.js';
import { type HeaderName, headers } from './shared.components.js';

type RouteName = EndpointRoute['name'];

/** What is particular to one route. */
interface Words {
  readonly summary: (names: Names) => string;
  readonly id: (names: Names) => string;
  readonly parameters: (described: EndpointDescription) => readonly (Parameter | Reference)[];
  /** Of the request. */
  readonly body?: keyof Representations;
  /** Of the answer. */
  readonly answer?: keyof Representations;
  readonly success: string;
}

interface Names {
  readonly one: string;
  readonly many: string;
}

/** A new route does not compile until it is described here. */
const ROUTES: Record<RouteName, Words> = {
  list: {
    summary: ({ many }) => `List ${many}`,
    id: ({ many }) => `list${many}`,
    parameters: collectionParameters,
    answer: 'page',
    success: 'The collection, or a page of it.',
  },
  create: {
    summary: ({ one }) => `Create ${withArticle(one)}`,
    id: ({ one }) => `create${one}`,
    parameters: () => [],
    body: 'create',
    answer: 'written',
    success: 'The new resource.',
  },
  retrieve: {
    summary: ({ one }) => `Read ${withArticle(one)}`,
    id: ({ one }) => `retrieve${one}`,
    parameters: resourceParameters,
    answer: 'read',
    success: 'The resource.',
  },
  replace: {
    summary: ({ one }) => `Replace ${withArticle(one)}`,
    id: ({ one }) => `replace${one}`,
    parameters: writeParameters,
    body: 'replace',
    answer: 'written',
    success: 'The resource as it is now.',
  },
  change: {
    summary: ({ one }) => `Change ${withArticle(one)}`,
    id: ({ one }) => `change${one}`,
    parameters: writeParameters,
    body: 'change',
    answer: 'written',
    success: 'The resource as it is now.',
  },
  destroy: {
    summary: ({ one }) => `Delete ${withArticle(one)}`,
    id: ({ one }) => `delete${one}`,
    parameters: writeParameters,
    success: 'It is gone.',
  },
};

/** The hooks by which a class answers a verb itself, with whatever it likes. */
const TAKING_OVER: Record<HttpMethod, HookName> = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The operations of one endpoint, by the marks of their routes. */
export function endpointOperations(
  described: EndpointDescription,
  registry: ComponentRegistry,
): [mark: string, operation: Operation][] {
  const { model } = described;
  const stem = registry.claimStem(model.resource);
  const schemas = addRepresentations(stem, described, registry);
  const names = { one: stem, many: registry.claimPlural(pluralOf(model.resource)) };
  const served = servedBy(model);
  return ENDPOINT_ROUTES.filter((route) => served[route.path].includes(route.method)).map(
    (route) => [
      operationMark(model.route, route.name),
      operation({ described, route, names, schemas }),
    ],
  );
}

interface OperationParts {
  readonly described: EndpointDescription;
  readonly route: EndpointRoute;
  readonly names: Names;
  readonly schemas: Representations;
}

function operation({ described, route, names, schemas }: OperationParts): Operation {
  const words = ROUTES[route.name];
  const content = words.body && { 'application/json': { schema: schemas[words.body] } };
  return {
    operationId: words.id(names),
    summary: words.summary(names),
    tags: [names.one],
    parameters: words.parameters(described),
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      [described.statusOf(route)]: success(described, route, schemas),
      ...errorResponses(statusesOf(described, route)),
    },
    security: described.security(route.method),
  };
}

function success(described: EndpointDescription, route: EndpointRoute, schemas: Representations) {
  const { answer, success: description } = ROUTES[route.name];
  const isTaken = described.overrides(TAKING_OVER[route.method]);
  const schema: ValueSchema | undefined = answer && (isTaken ? {} : schemas[answer]);
  return {
    description,
    headers: headers(...headersOf(described, route)),
    ...(schema && { content: { 'application/json': { schema } } }),
  };
}

function headersOf(described: EndpointDescription, { name, method }: EndpointRoute): HeaderName[] {
  const { model, page, isCounted, isThrottled } = described;
  const isCollection = name === 'list';
  const isKept = model.cache !== undefined && method === 'GET';
  const isPersonal = Object.keys(model.access).length > 0;
  const isTagged = isCollection || (model.version !== undefined && name !== 'destroy');
  return [
    'X-Request-Id',
    ...(isTagged ? (['ETag'] as const) : []),
    ...(name === 'create' && model.key.at.length > 0 ? (['Location'] as const) : []),
    ...(isCollection && page.isLinked ? (['Link'] as const) : []),
    ...(isCollection && isCounted ? (['Preference-Applied'] as const) : []),
    ...(isCollection && !page.isLinked ? (['X-Results-Truncated'] as const) : []),
    ...(isPersonal || (isCollection && isCounted) ? (['Vary'] as const) : []),
    ...(isKept ? CACHED : []),
    ...(isThrottled ? LIMITED : []),
  ];
}

const CACHED = ['Cache-Status', 'Cache-Control', 'Age'] as const;
const LIMITED = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;
