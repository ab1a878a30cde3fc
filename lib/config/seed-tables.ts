import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { tableNameOf } from '../model/table-name.js';
import type { ClassEndpoint, Config, DeclaredEndpoint } from './config.interface.js';

/** The table of an endpoint of a file: of `/shop/order-lines` it is `order_lines`, unless it is named. */
export function tableOf({ route, meta }: DeclaredEndpoint): string {
  return meta?.table ?? tableNameOf(lastSegment(route).replace(/\W+/g, '_'));
}

/**
 * The tables of a file's endpoints by the names that LightAPI gives them, where no endpoint has a
 * table of that name: `authorsendpoints` is `authors`. Two endpoints that LightAPI would have put
 * into one table, and that have two here, are none.
 *
 * @param classes - that the file names
 */
export function seedTables(
  endpoints: Config['endpoints'],
  classes: Iterable<EndpointClass>,
): ReadonlyMap<string, string> {
  const declared = endpoints.filter((endpoint) => isDeclared(endpoint));
  const real = new Set([
    ...declared.map(tableOf),
    ...[...classes].map((one) => declarationOf(one)?.options.table ?? tableNameOf(one.name)),
  ]);
  const named = Map.groupBy(
    declared.filter(({ reflect = false }) => reflect === false),
    ({ route }) => seedTable(route),
  );
  const tables = new Map<string, string>();
  for (const [name, sharing] of named) {
    const [table, ...others] = new Set(sharing.map(tableOf));
    if (table !== undefined && others.length === 0 && !real.has(name)) tables.set(name, table);
  }
  return tables;
}

/** LightAPI's: of `/shop/order-lines` it is `orderlinesendpoints`. */
function seedTable(route: string): string {
  return `${lastSegment(route).replace(/[-_]/g, '').toLowerCase()}endpoints`;
}

function lastSegment(route: string): string {
  return route.split('/').findLast((part) => part !== '') ?? '';
}

/** Whether the file says what it is itself. */
export function isDeclared(
  endpoint: DeclaredEndpoint | ClassEndpoint | undefined,
): endpoint is DeclaredEndpoint {
  return endpoint !== undefined && !('class' in endpoint);
}
