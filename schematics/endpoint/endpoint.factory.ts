import type { Rule } from '@angular-devkit/schematics';

import { checkTypeScript } from '../source/typescript.check.js';
import { endpointNames } from './endpoint-names.js';
import { createEndpoint } from './endpoint.builder.js';
import { parseFields } from './field.parser.js';
import { registerEndpoint } from './register-endpoint.js';

/** As `schema.json` has it, with the defaults of it. */
export interface EndpointSchematicOptions {
  readonly name: string;
  readonly path?: string;
  readonly fields?: readonly string[];
  readonly sourceRoot: string;
  readonly flat: boolean;
  readonly spec: boolean;
  readonly specFileSuffix: string;
  readonly skipImport: boolean;
}

/** `nest g -c nestjs-lightapi endpoint book "title:string price:decimal?"` */
export function endpoint(options: EndpointSchematicOptions): Rule {
  return (tree) => {
    checkTypeScript();
    const fields = parseFields(fieldWords(options));
    const names = endpointNames(options.name, { ...options, isFlat: options.flat });
    createEndpoint(tree, { names, fields, hasTest: options.spec });
    if (!options.skipImport) registerEndpoint(tree, names);
  };
}

/**
 * What the Nest CLI takes for a path is not quoted when it runs the schematic: the first of the words
 * comes as the path, the others as arguments.
 */
function fieldWords({ path = '', fields = [] }: EndpointSchematicOptions): string[] {
  return [path, ...fields].flatMap((text) => text.split(/\s+/)).filter((word) => word !== '');
}
