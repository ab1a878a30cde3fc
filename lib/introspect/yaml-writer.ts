import { Document, isMap, isScalar, isSeq, visit } from 'yaml';

import { withoutVariables } from '../config/environment.js';
import type { PlannedEndpoint } from './database-plan.js';

const COMMENT = ` Made by lightapi introspect: each table of the database is an endpoint.
 Anybody may do all of this: give 'authentication' to say who may.`;

/** The file that serves some tables by reflection. @param databaseUrl - as the file says it */
export function yamlOf(endpoints: readonly PlannedEndpoint[], databaseUrl: string): string {
  const contents = {
    database: { url: databaseUrl },
    schema: 'none',
    endpoints: endpoints.map(({ route, meta }) => ({ route, reflect: true, meta: literal(meta) })),
  };
  // A table may be called `no` or `off`, which files may say for `false`.
  const document = new Document(contents, { compat: 'yaml-1.1' });
  document.commentBefore = COMMENT;
  visit(document, {
    Seq(_key, node) {
      node.flow = node.items.every(isScalar);
    },
    Pair(_key, { key, value }) {
      if (isScalar(key) && key.value === 'pagination' && isMap(value)) value.flow = true;
      if (isScalar(key) && key.value === 'endpoints' && isSeq(value))
        for (const item of value.items.slice(1)) if (isMap(item)) item.spaceBefore = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Names of the database that look like a variable of the environment are none. */
function literal<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? withoutVariables(part) : part,
  ) as T;
}
