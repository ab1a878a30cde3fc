import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { createEndpointController } from '../route/endpoint-controller.factory.js';

/** What is made of a class once, however many applications serve it. */
const tokens = new WeakMap<EndpointClass, symbol>();
const controllers = new WeakMap<EndpointClass, RoutedController>();

interface RoutedController {
  readonly route: string;
  readonly controller: ReturnType<typeof createEndpointController>;
}

/** The token of what serves one endpoint, for nobody else to inject. */
export function handlerTokenOf(endpoint: EndpointClass): symbol {
  const known = tokens.get(endpoint);
  if (known) return known;
  const made = Symbol(`EndpointHandler<${endpoint.name}>`);
  tokens.set(endpoint, made);
  return made;
}

/** The generated controller of one endpoint. */
export function controllerOf(endpoint: EndpointClass) {
  const { route = '', options = {} } = declarationOf(endpoint) ?? {};
  const known = controllers.get(endpoint);
  // A class that has its route from a file has another when the file says another.
  if (known?.route === route) return known.controller;
  const handler = handlerTokenOf(endpoint);
  const controller = createEndpointController({ endpoint, route, options, handler });
  controllers.set(endpoint, { route, controller });
  return controller;
}
