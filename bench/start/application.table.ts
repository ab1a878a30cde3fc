import type { ResourceTemplate } from './write-resources.js';

/** An application whose start is measured. */
export interface Application {
  name: string;
  /** compiled script that calls `serveBooks` */
  script: URL;
  /** what its resources are made of */
  template: ResourceTemplate;
  /** how many it serves, each with a table of its own */
  resources: number;
}

/** Two applications that serve the same resources, and are compared. */
export interface ApplicationPair {
  resources: number;
  own: Application;
  baseline: Application;
}

/** Numbers of resources, the smallest first. */
const SIZES = [1, 300];

export const PAIRS: readonly ApplicationPair[] = SIZES.map((resources) => ({
  resources,
  own: application('lightapi', 'book.endpoint.js', resources),
  baseline: application('handwritten', 'books.module.js', resources),
}));

export const APPLICATIONS: readonly Application[] = PAIRS.flatMap(({ own, baseline }) => [
  own,
  baseline,
]);

function application(server: string, entry: string, resources: number): Application {
  return {
    name: `${server}_${resources}`,
    script: new URL(`./${server}/main.js`, import.meta.url),
    template: { folder: new URL(`./${server}/book/`, import.meta.url), entry },
    resources,
  };
}
