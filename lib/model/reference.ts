import type { FieldDeclaration } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import type { Reference } from './field-model.interface.js';

/** The key of an endpoint class that a `foreignKey: () => Author` gives, if it is one. */
export type ReferenceTarget = (target: unknown) => Reference | undefined;

/** What a field refers to, or why that can't be told; neither where it refers to nothing. */
export interface ReferenceOrProblem {
  readonly reference?: Reference;
  readonly problem?: string;
}

const TABLE_AND_COLUMN = /^([^.\s]+)\.([^.\s]+)$/;

/** Reads `foreignKey`. */
export function referenceOf(
  endpoint: string,
  { name, options }: FieldDeclaration,
  resolve: ReferenceTarget,
): ReferenceOrProblem {
  if (options.foreignKey === undefined) return {};
  const reference = read(options.foreignKey, resolve);
  if (reference !== undefined) return { reference };
  return {
    problem: `${endpoint}.${name}: 'foreignKey' refers to nothing known. Write 'table.column', or a function that returns an endpoint class, e.g. () => Author.`,
  };
}

function read(
  foreignKey: NonNullable<FieldOptions['foreignKey']>,
  resolve: ReferenceTarget,
): Reference | undefined {
  if (typeof foreignKey === 'function') return resolve(foreignKey());
  const [, table, column] = TABLE_AND_COLUMN.exec(foreignKey) ?? [];
  return table === undefined || column === undefined ? undefined : { table, column };
}
