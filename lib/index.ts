import './node-version.js';
import 'reflect-metadata';

export type { Awaitable, Condition, Queryset, Scope } from './declare/condition.types.js';
export { Endpoint, type EndpointClass } from './declare/endpoint.decorator.js';
export type { UpdateOptions } from './declare/endpoint-operations.js';
export type {
  EndpointOptions,
  HttpMethod,
  PrimaryKeyType,
} from './declare/endpoint-options.interface.js';
export type {
  CollectionParameters,
  FilterBackend,
  FilterContext,
  NarrowedCollection,
  OrderTerm,
} from './declare/filter-backend.interface.js';
export type {
  FilterableField,
  FilteringOptions,
  FilterOperator,
} from './declare/filtering-options.interface.js';
export { Field } from './declare/field.decorator.js';
export type { Bound, FieldOptions, FieldType } from './declare/field-options.interface.js';
export type { LightApiRequest } from './declare/light-api-request.interface.js';
export type {
  CountMode,
  PaginationOptions,
  PaginationStyle,
} from './declare/pagination-options.interface.js';
export type {
  AutomaticMembers,
  ChangeInput,
  Collection,
  CreateInput,
  PageEnvelope,
  ReplaceInput,
  RequestBody,
  Resource,
  Stored,
  StoredCollection,
} from './declare/resource.types.js';
export { RestEndpoint } from './declare/rest-endpoint.js';
export { Serializer, type SerializerOptions } from './declare/serializer.js';
export { ConfigurationError } from './error/configuration.error.js';
export { DatabaseUnavailableError } from './error/database-unavailable.error.js';
export { LightApiError } from './error/light-api.error.js';
export { MalformedRequestError } from './error/malformed-request.error.js';
export { MethodNotAllowedError } from './error/method-not-allowed.error.js';
export { NotFoundError } from './error/not-found.error.js';
export { OutOfScopeError } from './error/out-of-scope.error.js';
export { PreconditionFailedError } from './error/precondition-failed.error.js';
export { ReferencedRowError } from './error/referenced-row.error.js';
export { type DetailEntry, RequestError } from './error/request.error.js';
export { ScopeUnknownError } from './error/scope-unknown.error.js';
export { UniqueViolationError } from './error/unique-violation.error.js';
export { UnsupportedMediaTypeError } from './error/unsupported-media-type.error.js';
export { ValidationError } from './error/validation.error.js';
export { VersionConflictError } from './error/version-conflict.error.js';
export { LightApi, type ListenOptions } from './light-api.js';
export { lightApiFastifyOptions } from './light-api-fastify-options.js';
export type {
  Endpoints,
  LightApiFeatureOptions,
  LightApiModuleAsyncOptions,
  LightApiModuleOptions,
  LightApiOptions,
  LightApiOptionsFactory,
} from './light-api-options.interface.js';
export { LightApiModule } from './light-api.module.js';
export { FieldFilter } from './query/field.filter.js';
export { OrderingFilter } from './query/ordering.filter.js';
export type { QueryLimits } from './query/query-limits.interface.js';
export type { ProgramQuery } from './query/query-parameters.js';
export { SearchFilter } from './query/search.filter.js';
export type { DatabaseOptions } from './schema/open-database.js';
export { entityOf } from './schema/row-class.js';
export type { SchemaMode } from './schema/schema.synchronizer.js';
export {
  type CallOptions,
  EndpointService,
  type ListOptions,
  type ResourceId,
} from './service/endpoint.service.js';
export { getEndpointToken, InjectEndpoint } from './service/inject-endpoint.decorator.js';
export type { UnknownMembers } from './validate/input.validator.js';
