import { inspect } from 'node:util';

import { RestEndpoint } from '../declare/rest-endpoint.js';
import { isInheritedName } from '../model/field-declaration.check.js';
import type { ReflectedColumn } from '../model/reflected-table.interface.js';
import type { PlannedEndpoint } from './database-plan.js';
import type { PlannedMeta } from './endpoint-plan.js';
import { className, kebabCase, UniqueNames } from './names.js';
import { propertyType } from './property-type.js';

/** A file to be written. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Names that the files use themselves. */
const USED = ['Endpoint', 'RestEndpoint', 'Date', 'Uint8Array', 'index'];

/** What every endpoint has, and no property of a column can be called. */
const TAKEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(RestEndpoint.prototype));

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A class for each table, and `index.ts`, which exports them all. */
export function classesOf(endpoints: readonly PlannedEndpoint[]): readonly SourceFile[] {
  const names = new UniqueNames('', USED);
  const classes = endpoints.map((endpoint) => {
    const name = names.unique(className(endpoint.meta.table));
    return { name, file: `${kebabCase(name)}.endpoint`, text: classText(name, endpoint) };
  });
  const exports = classes.map(({ name, file }) => `export { ${name} } from './${file}.js';\n`);
  return [
    ...classes.map(({ file, text }) => ({ name: `${file}.ts`, text })),
    { name: 'index.ts', text: exports.join('') },
  ];
}

function classText(name: string, { route, meta, table }: PlannedEndpoint): string {
  const properties = table.columns.filter(({ name }) => !TAKEN.has(name)).map(propertyText);
  return `import { Endpoint, RestEndpoint } from 'nestjs-lightapi';

@Endpoint(${printed(route)}, ${printed(optionsOf(meta))})
export class ${name} extends RestEndpoint {
${properties.join('\n')}
}
`;
}

function optionsOf({ pagination: { style, page_size }, ...rest }: PlannedMeta): object {
  return { reflect: true, ...rest, pagination: { style, pageSize: page_size } };
}

function propertyText(column: ReflectedColumn): string {
  if (column.type === undefined || isInheritedName(column.name))
    return `  // The column ${JSON.stringify(column.name)} is left out, as no member can show it.`;
  const name = IDENTIFIER.test(column.name) ? column.name : JSON.stringify(column.name);
  return `  declare ${name}: ${propertyType(column)};`;
}

/** Plain data as source. */
function printed(value: unknown): string {
  return inspect(value, {
    depth: null,
    breakLength: 100,
    maxArrayLength: null,
    maxStringLength: null,
  });
}
