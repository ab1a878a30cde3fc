import type { SecurityScheme } from '../declare/authentication-backend.js';
import { ComponentRegistry } from './component.registry.js';
import type { EndpointDescription } from './endpoint-description.interface.js';
import { endpointOperations } from './endpoint.operations.js';
import { errorComponents } from './error.responses.js';
import { HEALTH_SCHEMAS, HEALTH_TAG, healthOperations } from './health.operations.js';
import { LOGIN_SCHEMAS, LOGIN_TAG, loginOperations } from './login.operations.js';
import type { Operation, OwnPart, Tag } from './openapi.interface.js';
import { ERROR_SCHEMAS, HEADERS, PARAMETERS } from './shared.components.js';

/** What the document is made of. */
export interface OwnPartParts {
  readonly endpoints: readonly EndpointDescription[];
  /** Known when the endpoints have been described. */
  readonly securitySchemes: () => Record<string, SecurityScheme>;
  /** Names of schemas that the application has. */
  readonly taken: readonly string[];
}

const SHARED_SCHEMAS = { ...ERROR_SCHEMAS, ...LOGIN_SCHEMAS, ...HEALTH_SCHEMAS };

/** All that is said of our routes. */
export function createOwnPart({ endpoints, securitySchemes, taken }: OwnPartParts): OwnPart {
  const registry = new ComponentRegistry([...taken, ...Object.keys(SHARED_SCHEMAS)]);
  const ofEndpoints = endpoints.map((described) => endpointOperations(described, registry));
  return {
    operations: new Map([...ofEndpoints.flat(), ...loginOperations(), ...healthOperations()]),
    components: {
      schemas: { ...registry.schemas, ...SHARED_SCHEMAS },
      headers: HEADERS,
      responses: errorComponents(),
      parameters: PARAMETERS,
      securitySchemes: securitySchemes(),
    },
    tags: [...ofEndpoints.flatMap((one, at) => tagOf(one, endpoints[at])), LOGIN_TAG, HEALTH_TAG],
  };
}

function tagOf(
  [first]: readonly [mark: string, operation: Operation][],
  described: EndpointDescription | undefined,
): Tag[] {
  const [name] = first?.[1].tags ?? [];
  if (name === undefined || described === undefined) return [];
  return [{ name, description: `The resources of ${described.model.route}.` }];
}
