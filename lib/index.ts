import './node-version.js';
import 'reflect-metadata';

export { CacheInterceptor } from './cache/cache.interceptor.js';
export {
  AuthenticationBackend,
  type BackendClass,
  type SecurityScheme,
} from './declare/authentication-backend.js';
export type {
  AuthenticationOptions,
  MethodAuthenticationOptions,
  MethodOptions,
} from './declare/authentication-options.interface.js';
export { and, not, or, type PermissionOption } from './declare/combined-permission.js';
export type { CacheOptions } from './declare/cache-options.interface.js';
export type { Awaitable, Queryset, Scope } from './declare/hook-results.types.js';
export type { Condition } from './declare/condition.types.js';
export { Endpoint, type EndpointClass } from './declare/endpoint.decorator.js';
export type { UpdateOptions } from './declare/endpoint-operations.js';
export type { EndpointOptions, PrimaryKeyType } from './declare/endpoint-options.interface.js';
export type { QueryParameter, ValueSchema } from './declare/value-schema.interface.js';
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
export type { Bound, FieldOptions } from './declare/field-options.interface.js';
export type { FieldType } from './declare/field-types.js';
export type { HttpMethod } from './declare/http-method.js';
export type { LightApiRequest } from './declare/light-api-request.interface.js';
export { CORSMiddleware, Middleware, type MiddlewareClass } from './declare/middleware.js';
export {
  MiddlewareResponse,
  respond,
  type ResponseHeaders,
} from './declare/middleware-response.js';
export { Permission, type PermissionClass, type PermissionContext } from './declare/permission.js';
export type { RateLimits } from './declare/rate-limits.interface.js';
export type { CountMode, PaginationOptions } from './declare/pagination-options.interface.js';
export type { PaginationStyle } from './declare/pagination-styles.js';
export type {
  AutomaticMembers,
  PageEnvelope,
  RequestBody,
  Stored,
  StoredCollection,
} from './declare/stored.types.js';
export type {
  ChangeInput,
  Collection,
  CreateInput,
  ReplaceInput,
  Resource,
} from './declare/resource.types.js';
export { RestEndpoint } from './declare/rest-endpoint.js';
export { Serializer, type SerializerOptions } from './declare/serializer.js';
export { AuthenticationUnavailableError } from './error/authentication-unavailable.error.js';
export { ConfigurationError } from './error/configuration.error.js';
export { DatabaseUnavailableError } from './error/database-unavailable.error.js';
export { InvalidCredentialsError } from './error/invalid-credentials.error.js';
export { LightApiError } from './error/light-api.error.js';
export { MalformedRequestError } from './error/malformed-request.error.js';
export { MethodNotAllowedError } from './error/method-not-allowed.error.js';
export { NotAuthenticatedError } from './error/not-authenticated.error.js';
export { NotFoundError } from './error/not-found.error.js';
export { NotReadyError } from './error/not-ready.error.js';
export { OutOfScopeError } from './error/out-of-scope.error.js';
export { PermissionDeniedError } from './error/permission-denied.error.js';
export { PreconditionFailedError } from './error/precondition-failed.error.js';
export { ReferencedRowError } from './error/referenced-row.error.js';
export { type DetailEntry, RequestError } from './error/request.error.js';
export { ScopeUnknownError } from './error/scope-unknown.error.js';
export { SequenceExhaustedError } from './error/sequence-exhausted.error.js';
export { TooManyRequestsError } from './error/too-many-requests.error.js';
export { UniqueViolationError } from './error/unique-violation.error.js';
export { UnsupportedMediaTypeError } from './error/unsupported-media-type.error.js';
export { ValidationError } from './error/validation.error.js';
export { VersionConflictError } from './error/version-conflict.error.js';
export { VersionExhaustedError } from './error/version-exhausted.error.js';
export { AllowAny } from './guard/allow-any.permission.js';
export { BasicAuthentication } from './guard/basic-authentication.js';
export { IsAdminUser } from './guard/is-admin-user.permission.js';
export { IsAuthenticated } from './guard/is-authenticated.permission.js';
export { JWTAuthentication } from './guard/jwt-authentication.js';
export type { JwtAlgorithm, JwtOptions } from './guard/jwt-options.interface.js';
export { JwtTokens } from './guard/jwt-tokens.js';
export type {
  LoginFunction,
  LoginOptions,
  LoginValidator,
} from './guard/login-options.interface.js';
export { equalSecrets, hashPassword, verifyPassword } from './guard/password.js';
export { IS_PUBLIC_KEY, Public } from './guard/public.decorator.js';
export { LightApiCacheIndicator } from './health/cache.indicator.js';
export { LightApiDatabaseIndicator } from './health/database.indicator.js';
export { type ReadinessCheck, ReadinessChecks } from './health/readiness-checks.js';
export type { IndicatorOptions, IndicatorResult } from './health/readiness.indicator.js';
export { lightApiDocument } from './module/light-api-document.js';
export { LightApi, type LightApiServerOptions, type ListenOptions } from './light-api.js';
export type { LogStyle } from './server/server-logs.js';
export { lightApiConfig, type LightApiConfiguration } from './options/light-api-config.js';
export { lightApiFastifyOptions } from './server/light-api-fastify-options.js';
export type { LightApiOptions, ReplicaOptions } from './options/light-api-options.interface.js';
export type {
  Endpoints,
  LightApiConfigOverrides,
  LightApiFeatureOptions,
  LightApiModuleAsyncOptions,
  LightApiModuleOptions,
  LightApiOptionsFactory,
} from './options/module-options.interface.js';
export type { RedisOptions } from './declare/redis-options.interface.js';
export type { ApiLicense, OpenApiOptions } from './openapi/openapi-options.interface.js';
export { LightApiErrorFilter } from './respond/error.filter.js';
export { LightApiModule } from './light-api.module.js';
export { LightApiMigrations } from './migration/light-api-migrations.js';
export type {
  CreatedMigration,
  CreateMigrationOptions,
  MigrateDownOptions,
  MigrateUpOptions,
  MigrationCheck,
  MigrationsOptions,
} from './migration/migration-options.interface.js';
export { currentRequestId } from './request/request-scope.js';
export { FieldFilter } from './query/field.filter.js';
export { OrderingFilter } from './query/ordering.filter.js';
export type { QueryLimits } from './query/query-limits.interface.js';
export type { ProgramQuery } from './query/query-parameters.js';
export { SearchFilter } from './query/search.filter.js';
export type { DatabaseOptions } from './schema/open-database.js';
export { entityOf } from './schema/row-class.js';
export type { SchemaMode } from './schema/schema-mode.js';
export { EndpointService } from './service/endpoint.service.js';
export type { CallOptions, ListOptions, ResourceId } from './service/call-options.interface.js';
export { getEndpointToken, InjectEndpoint } from './service/inject-endpoint.decorator.js';
export { versionOf } from './service/resource-versions.js';
export { type TransactionOptions, Transactions } from './service/transactions.js';
export type { UnknownMembers } from './validate/checked-input.interface.js';
