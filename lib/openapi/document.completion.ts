import { ConfigurationError } from '../error/configuration.error.js';
import { OPERATION_MARK } from '../route/document-marks.js';
import type { ForeignOperation, OpenApiDocument, Operation, OwnPart } from './openapi.interface.js';
import { withWordsOf } from './decorated-operation.js';
import { usedComponents } from './used-components.js';

type Path = Readonly<Record<string, ForeignOperation>>;

/** Where the decorators of a route of ours are found, by its mark: the nearest first. */
export type DecoratedBy = (mark: string) => readonly object[] | undefined;

/**
 * Says in a document of Nest's what our routes do. Where they are is Nest's to say: prefixes and
 * versions of the application are in the paths already.
 *
 * @throws {@link ConfigurationError} for a document of OpenAPI 3.0, which has no types in lists
 */
export function completeDocument<D extends OpenApiDocument>(
  base: D,
  own: OwnPart,
  decoratedBy: DecoratedBy,
): D {
  if (/^(?:2|3\.0)/.test(base.openapi))
    throw new ConfigurationError([
      `The document of the application is OpenAPI ${base.openapi}, and LightAPI's part of it is 3.1. Write new DocumentBuilder().setOpenAPIVersion('3.1.0').`,
    ]);
  const paths = Object.entries(base.paths as Readonly<Record<string, Path>>).map(
    ([path, operations]) => [path, completePath(operations, own, decoratedBy)] as const,
  );
  const completed = Object.fromEntries(
    paths.filter(([, operations]) => Object.keys(operations).length > 0),
  );
  const known = new Set(base.tags?.map(({ name }) => name));
  const used = new Set(paths.flatMap(([, path]) => Object.values(path).flatMap(tagsOf)));
  const tags = own.tags.filter(({ name }) => used.has(name) && !known.has(name));
  return {
    ...base,
    paths: completed,
    components: mergedComponents(base.components, usedComponents(completed, own.components)),
    tags: [...(base.tags ?? []), ...tags],
  };
}

function completePath(path: Path, own: OwnPart, decoratedBy: DecoratedBy): Path {
  const operations = Object.entries(path).flatMap(([method, foreign]) => {
    const mark = foreign[OPERATION_MARK];
    if (typeof mark !== 'string') return [[method, foreign] as const];
    const operation = own.operations.get(mark);
    // A verb that the table of a view has not.
    if (operation === undefined) return [];
    return [[method, withWordsOf(foreign, operation, decoratedBy(mark))] as const];
  });
  return Object.fromEntries(operations);
}

function tagsOf(operation: ForeignOperation): readonly string[] {
  const { tags } = operation as Partial<Operation>;
  return tags ?? [];
}

/** Names of our own are none of the application's; a security scheme may be, and then is theirs. */
function mergedComponents(base: object = {}, own: Partial<OwnPart['components']>): object {
  const merged: Record<string, object> = { ...base };
  for (const [kind, components] of Object.entries(own))
    merged[kind] = { ...components, ...merged[kind] };
  return merged;
}
