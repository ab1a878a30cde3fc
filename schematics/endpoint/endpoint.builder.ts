import type { Tree } from '@angular-devkit/schematics';

import { createFile } from '../source/project-files.js';
import type { EndpointNames } from './endpoint-names.js';
import { endpointTestSource } from './endpoint-test.template.js';
import { endpointSource } from './endpoint.template.js';
import type { FieldRequest } from './field.parser.js';

/** The files of an endpoint. */
export interface EndpointParts {
  readonly names: EndpointNames;
  readonly fields: FieldRequest[];
  readonly hasTest: boolean;
}

export function createEndpoint(tree: Tree, { names, fields, hasTest }: EndpointParts): void {
  createFile(tree, names.file, endpointSource(names, fields));
  if (hasTest) createFile(tree, names.test, endpointTestSource(names, fields));
}
