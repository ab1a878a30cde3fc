import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';

/** The routes of an application, one a line: path, verbs, table. */
export function routeTable(endpoints: readonly EndpointClass[]): string[] {
  const models = [...buildEndpointModels(endpoints).models.values()];
  const rows = models.map(({ route, methods, table }) => [
    route,
    methods.join(' '),
    `table ${table}`,
  ]);
  const widths = [0, 1].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
}
