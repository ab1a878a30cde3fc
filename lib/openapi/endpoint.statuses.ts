import type { HttpMethod } from '../declare/http-method.js';
import { isOpen } from '../model/endpoint-access.js';
import type { RoutePath } from '../route/endpoint-routes.js';
import { isToldByVersion } from '../service/endpoint-hooks.js';
import type { EndpointDescription } from './endpoint-description.interface.js';
import type { ErrorStatus } from './error.responses.js';

/** A verb at a path. */
export interface Verb {
  readonly method: HttpMethod;
  readonly path: RoutePath;
}

type Condition = (described: EndpointDescription, verb: Verb) => boolean;

const WITH_BODY: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH'];

const hasBody: Condition = (_described, { method }) => WITH_BODY.includes(method);
const isOfResource: Condition = (_described, { path }) => path === ':id';
const isGuarded: Condition = ({ model }, { method }) => {
  const access = model.access[method];
  return access !== undefined && !isOpen(access.permission);
};

/** What hooks and permissions may refuse, and the database for reasons of its own. */
const mayBeForbidden: Condition = (described, verb) => {
  const { model, overrides } = described;
  if (isGuarded(described, verb) || model.reflection !== undefined) return true;
  if (overrides('scope', 'queryset')) return true;
  return hasBody(described, verb) && model.columns.some(({ write }) => write !== undefined);
};

/** Another row may have the same, another writer may have been first, others may refer to it. */
const mayConflict: Condition = ({ model }, { method, path }) => {
  if (method === 'GET') return false;
  if (path === ':id' || model.reflection !== undefined) return true;
  return model.columns.some(({ unique }) => unique);
};

/** Sequences make keys, and in tables that are there already defaults of other columns too. */
const mayRunOut: Condition = ({ model }, { method }) =>
  method === 'POST' && (model.key.maker === 'database' || model.reflection !== undefined);

const mayBeUnmodified: Condition = ({ endpoint, model, overrides }, { method, path }) => {
  if (method !== 'GET') return false;
  return path === '' ? !overrides('get', 'list') : isToldByVersion(endpoint, model);
};

/** When each status can come. */
const CONDITIONS: Record<ErrorStatus, Condition> = {
  304: mayBeUnmodified,
  400: () => true,
  401: isGuarded,
  403: mayBeForbidden,
  404: isOfResource,
  409: mayConflict,
  412: ({ model }, { method, path }) =>
    path === ':id' && (method !== 'GET' || model.version !== undefined),
  413: hasBody,
  415: hasBody,
  422: hasBody,
  429: ({ isThrottled, guessesAreCounted }, { method }) => isThrottled || guessesAreCounted(method),
  503: () => true,
  507: mayRunOut,
};

/** What a verb can be answered besides success. */
export function statusesOf(described: EndpointDescription, verb: Verb): ErrorStatus[] {
  return Object.entries(CONDITIONS)
    .filter(([, holds]) => holds(described, verb))
    .map(([status]) => Number(status) as ErrorStatus);
}
