import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';
import { paginationFacts } from '../declare/pagination-styles.js';
import type { EndpointAccess } from './endpoint-access.js';
import type { EndpointModel } from './endpoint-model.interface.js';
import { memberNameProblems } from './endpoint-options.check.js';
import { type References, reflectedColumns } from './reflected-columns.js';
import { reflectedMethods } from './reflected-methods.js';
import { reflectedRoles } from './reflected-roles.js';
import type { ReflectedTable } from './reflected-table.interface.js';
import type { Reflection } from './reflection.interface.js';
import { tableCandidates } from './table-candidates.js';

/** What the table of a reflected endpoint makes of its model, and what is wrong. */
export interface ReflectedParts {
  readonly parts: ReflectedModelParts | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** The part of a model that only the database knows. */
export type ReflectedModelParts = Pick<
  EndpointModel,
  | 'table'
  | 'methods'
  | 'access'
  | 'reflection'
  | 'columns'
  | 'key'
  | 'timestamps'
  | 'version'
  | 'inputs'
>;

/** What was told before any database was opened. */
export interface DeclaredParts {
  readonly declaration: EndpointDeclaration;
  readonly references: References;
  readonly access: EndpointAccess;
}

/** Completes an endpoint by the table that it is declared to reflect. */
export function reflectEndpoint(declared: DeclaredParts, reflection: Reflection): ReflectedParts {
  const { declaration } = declared;
  const candidates = tableCandidates(declaration);
  const table = candidates
    .map((name) => reflection.tables.find(name))
    .find((found) => found !== undefined);
  if (table === undefined)
    return { parts: undefined, problems: [missing(declaration, reflection)], warnings: [] };
  return ofTable(table, declared, reflection);
}

function ofTable(
  table: ReflectedTable,
  { declaration, references, access }: DeclaredParts,
  reflection: Reflection,
): ReflectedParts {
  const { name, options } = declaration;
  const found = reflectedColumns(table, { declaration, references }, reflection);
  const { columns, additions } = found;
  const { dialect } = reflection;
  const { readOnly, problems, ...roles } = reflectedRoles({ table, columns, options, dialect });
  const verbs = reflectedMethods(declaration, { table, columns, readOnly });
  const own = [...problems, ...verbs.problems, ...pageProblems(declaration, roles.key.at.length)];
  const added = additions.flatMap((at) => columns[at]?.column ?? []);
  const stored = [...table.columns.map((column) => column.name), ...added];
  const { schema, triggered, compositeReferences } = table;
  return {
    parts: {
      ...roles,
      table: table.name,
      methods: Object.freeze(verbs.methods),
      access: accessTo(verbs.methods, access),
      columns: Object.freeze(columns),
      reflection: { schema, stored, additions, triggered, compositeReferences },
    },
    problems: [
      ...found.problems,
      ...own.map((problem) => `${name}: ${problem}`),
      ...memberNameProblems(
        declaration,
        columns.map((field) => field.name),
      ),
    ],
    warnings: [...found.warnings, ...verbs.warnings.map((warning) => `${name}: ${warning}`)],
  };
}

function accessTo(methods: readonly HttpMethod[], access: EndpointAccess): EndpointAccess {
  const served = Object.entries(access).filter(([method]) =>
    methods.includes(method as HttpMethod),
  );
  return Object.freeze(Object.fromEntries(served));
}

function missing(declaration: EndpointDeclaration, { tables }: Reflection): string {
  const { name, options } = declaration;
  const [first = '', ...others] = tableCandidates(declaration);
  const nearest = [...new Set([first, ...others].flatMap((one) => tables.nearest(one)))];
  const meant = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(' or ')}?`;
  const remedy =
    options.table === undefined ? `Name it by 'table'.` : `Create it, or correct 'table'.`;
  return `${name}: there is no table or view '${first}'.${meant} ${remedy}`;
}

function pageProblems({ options }: EndpointDeclaration, keys: number): string[] {
  const style = options.pagination?.style;
  if (keys > 0 || paginationFacts(style)?.needsKey !== true) return [];
  return [
    `'pagination.style' is ${String(style)}, which goes on behind a key, and there is none. Name the columns that tell rows apart by 'primaryKey', or give 'page_number'.`,
  ];
}
