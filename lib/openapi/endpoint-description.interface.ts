import type { Dialect } from '../model/dialect.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { PageDescription } from '../query/page.interface.js';
import type { UnknownMembers } from '../validate/checked-input.interface.js';
import type { SecurityRequirement } from './openapi.interface.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { EndpointRoute } from '../route/endpoint-routes.js';
import type { HookName } from '../service/endpoint-hooks.js';

/** All that the document has to know of one endpoint. */
export interface EndpointDescription {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  readonly dialect: Dialect;
  /** Of the collection, apart from those of its pages. */
  readonly filters: readonly QueryParameter[];
  readonly page: PageDescription;
  /** Whether `Prefer: count=…` is listened to. */
  readonly isCounted: boolean;
  readonly unknownMembers: UnknownMembers;
  /** Of a route's answer when all went well. */
  readonly statusOf: (route: EndpointRoute) => number;
  /** Whether requests are counted. */
  readonly isThrottled: boolean;
  /** Whether wrong passwords are counted that a verb is called with. */
  readonly guessesAreCounted: (method: HttpMethod) => boolean;
  /** Credentials, one of which each verb asks for; none where it is open. */
  readonly security: (method: HttpMethod) => readonly SecurityRequirement[];
  readonly overrides: (...hooks: readonly HookName[]) => boolean;
}
