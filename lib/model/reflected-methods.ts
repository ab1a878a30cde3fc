import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';
import { registeredMethods } from '../declare/method-options.js';
import type { FieldModel } from './field-model.interface.js';
import type { ReflectedTable } from './reflected-table.interface.js';

/** The verbs that a reflected table can be served by. */
export interface ReflectedMethods {
  readonly methods: readonly HttpMethod[];
  /** Each goes on after the endpoint's name. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

interface MethodParts {
  readonly table: ReflectedTable;
  readonly columns: readonly FieldModel[];
  /** Why nothing can be written. */
  readonly readOnly: string | undefined;
}

/** A verb that was asked for by name and can't be is a mistake; one of all is left out. */
export function reflectedMethods(
  { options }: EndpointDeclaration,
  parts: MethodParts,
): ReflectedMethods {
  const asked = registeredMethods(options);
  const isNamed = options.methods !== undefined;
  if (parts.readOnly !== undefined) {
    const writes = asked.filter((method) => method !== 'GET');
    const problem = `'methods' has ${writes.join(', ')}, but ${parts.readOnly}, so that it can only be read. Leave GET alone.`;
    const problems = isNamed && writes.length > 0 ? [problem] : [];
    return { methods: asked.filter((method) => method === 'GET'), problems, warnings: [] };
  }
  const demanding = asked.includes('POST') ? demandingColumns(parts) : [];
  if (demanding.length === 0) return { methods: asked, problems: [], warnings: [] };
  const why = demanding.map(
    (name) =>
      `the table '${parts.table.name}' has a column '${name}' that may not be null and has no default, and that no member shows, so that no row could be created.`,
  );
  if (isNamed)
    return {
      methods: asked,
      problems: why.map((one) => `${one} Leave POST out of 'methods'.`),
      warnings: [],
    };
  const methods = asked.filter((method) => method !== 'POST');
  return { methods, problems: [], warnings: why.map((one) => `${one} POST is answered 405.`) };
}

/** Columns that no POST would fill, and that the database insists on. */
function demandingColumns({ table, columns }: MethodParts): string[] {
  return table.columns
    .filter(({ nullable, origin }) => !nullable && origin === 'client')
    .filter(({ name }) => !columns.some(({ column }) => column === name))
    .map(({ name }) => name);
}
