import { posix } from 'node:path';

import { camelize, pluralize } from 'inflection';

import { testDirectory } from '../source/project-files.js';

/** What an endpoint and its files are called. */
export interface EndpointNames {
  readonly className: string;
  readonly route: string;
  readonly file: string;
  readonly test: string;
}

/** Where the files are made. */
export interface EndpointPlace {
  readonly sourceRoot: string;
  readonly isFlat: boolean;
  readonly specFileSuffix: string;
}

const NAME = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/;

/** @param name - `book`, or with directories `catalogue/book`, in the Nest CLI's lower case */
export function endpointNames(name: string, place: EndpointPlace): EndpointNames {
  const { dir, base } = posix.parse(name);
  if (!NAME.test(base))
    throw new Error(`'${base}' can't be the name of an endpoint: write it as book or book-shelf.`);
  const stem = base.replaceAll('_', '-');
  const directory = posix.join('/', place.sourceRoot, dir, place.isFlat ? '.' : stem);
  return {
    className: camelize(stem.replaceAll('-', '_')),
    route: `/${pluralOf(stem)}`,
    file: `${directory}/${stem}.endpoint.ts`,
    test: posix.join(
      '/',
      testDirectory(place.sourceRoot),
      `${stem}.e2e-${place.specFileSuffix}.ts`,
    ),
  };
}

/** Of `book-shelf`, the last word's. */
function pluralOf(stem: string): string {
  const start = stem.lastIndexOf('-') + 1;
  return stem.slice(0, start) + pluralize(stem.slice(start));
}
