import { styleText } from 'node:util';

import { inWordsOfFile } from '../config/late-problems.js';
import type { ConfigOptions } from '../config/load-config.js';
import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';
import { isOpen } from '../model/endpoint-access.js';
import type { EndpointOutline } from '../model/endpoint-model.interface.js';
import { type OutsideReference, outsideReferences } from '../model/outside-references.js';
import { checkDeclarations } from '../options/declaration.check.js';
import { DEFAULT_DATABASE } from '../schema/database-url.js';
import { withoutCredentials } from '../error/without-credentials.js';
import { authPathOf } from '../guard/login-paths.js';

/** Verbs that change what is stored. */
const WRITES: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** What a file serves, in short. */
export interface Summary {
  /** Routes, database, login: a line each. */
  readonly lines: readonly string[];
  /** What somebody may not have meant. */
  readonly warnings: readonly string[];
}

/** Of a file, with what the environment adds: as much as can be known without the database. */
export function summaryOf(options: ConfigOptions): Summary {
  const { endpoints = [] } = options;
  const { models, outlines, warnings } = checkDeclarations(endpoints, options);
  const summary = summaryOfServed(options, outlines);
  const tables = outlines.map(({ table }) => table);
  const outside = outsideReferences([...models.values()], tables).map(unknownTable);
  return {
    ...summary,
    warnings: [...warnings, ...inWordsOfFile(outside, endpoints), ...summary.warnings],
  };
}

/** A server will look for it. */
function unknownTable({ member, reference: { table, column } }: OutsideReference): string {
  return `${member}: it refers to '${table}.${column}', and no endpoint here has a table '${table}'. The server does not start unless the database has it.`;
}

/** Of a server, which has told other warnings. @param models - of its endpoints */
export function summaryOfServed(
  options: ConfigOptions,
  models: readonly EndpointOutline[],
): Summary {
  const { database, endpoints = [], redis } = options;
  const authPath = authPathOf(options.auth);
  const url = typeof database === 'string' ? withoutCredentials(database) : DEFAULT_DATABASE;
  return {
    lines: [
      ...routeTable(models),
      `${styleText('dim', 'database')} ${url}`,
      ...(endpoints.some(isCached) ? [cacheLine(redis?.url)] : []),
      ...(authPath === undefined ? [] : [`${styleText('dim', 'login')} POST ${authPath}/login`]),
    ],
    warnings: models.flatMap(openWrites),
  };
}

function isCached(endpoint: EndpointClass): boolean {
  return declarationOf(endpoint)?.options.cache !== undefined;
}

function cacheLine(url: string | undefined): string {
  const where = url === undefined ? 'in memory' : withoutCredentials(url);
  return `${styleText('dim', 'cache')} ${where}`;
}

/** Path, verbs, table. */
function routeTable(models: readonly EndpointOutline[]): string[] {
  const width = Math.max(...models.map(({ route }) => route.length));
  const verbs = Math.max(...models.map(({ methods }) => methods.join(' ').length));
  return models.map(({ route, methods, table }) =>
    [
      styleText('cyan', route.padEnd(width)),
      methods.join(' ').padEnd(verbs),
      styleText('dim', `table ${table}`),
    ].join('  '),
  );
}

function openWrites({ route, methods, access }: EndpointOutline): string[] {
  const open = methods.filter((method) => {
    const verb = access[method];
    return WRITES.includes(method) && (verb === undefined || isOpen(verb.permission));
  });
  if (open.length === 0) return [];
  return [
    `anybody may ${open.join(', ')} ${route}. Give 'authentication' to say who may, or serve fewer 'methods'.`,
  ];
}
