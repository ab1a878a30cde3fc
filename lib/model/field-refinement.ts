import type { Dialect } from './dialect.js';
import type { FieldDeclaration } from '../declare/field.decorator.js';
import type { Bound, FieldOptions } from '../declare/field-options.interface.js';
import { FIELD_TYPES, isFieldType } from '../declare/field-types.js';
import type { FieldConstraints, FieldModel, Reference } from './field-model.interface.js';
import { constraintsOf, defaultOf, isConstantDefault } from './declared-field.js';
import { DIALECT_FACTS } from './dialect-facts.js';

/** What a declared field makes of a column that the table has. */
export interface Refinement {
  readonly field: FieldModel;
  /** What the column can't be. */
  readonly problems: readonly string[];
}

/** Narrows a column to what a declared field says of it. */
export function refine(
  field: FieldModel,
  { name, options }: FieldDeclaration,
  reference: Reference | undefined,
  dialect: Dialect,
): Refinement {
  const type = options.type ?? field.type;
  const declared = constraintsOf(options);
  const problems = [
    ...typeProblems(field, type, dialect),
    ...constraintProblems(field, declared),
    ...tableProblems(field, options, reference),
  ];
  const refined = Object.freeze({
    ...field,
    name,
    type,
    constraints: Object.freeze(
      type === field.type ? narrowed(field.constraints, declared) : declared,
    ),
    optional: field.optional && options.optional !== false,
    ...(field.optional && options.optional === false && { columnNullable: true }),
    defaultValue: defaultOf(options),
    databaseDefault: options.optional === false ? undefined : field.databaseDefault,
    constantDefault: isConstantDefault(options),
    read: options.read,
    write: options.write,
  });
  return { field: refined, problems };
}

function typeProblems(field: FieldModel, type: string, dialect: Dialect): string[] {
  const isText = isFieldType(type) && FIELD_TYPES[type].isText;
  const isTold = isText && (field.type === 'string' || field.type === 'text');
  if (type === field.type || DIALECT_FACTS[dialect].holdsAnyType || isTold) return [];
  return [
    `it is declared as ${type}, but the column '${field.column}' is ${field.type}. Leave 'type' out.`,
  ];
}

function constraintProblems(
  { constraints: { values, precision, scale } }: FieldModel,
  declared: FieldConstraints,
): string[] {
  const unknown = declared.values?.filter((value) => values?.includes(value) === false) ?? [];
  const problems = unknown.map(
    (value) => `'values' has '${value}', which the column can't hold. Remove it.`,
  );
  const isOther = (mine: number | undefined, theirs: number | undefined) =>
    mine !== undefined && theirs !== undefined && mine !== theirs;
  if (isOther(declared.precision, precision) || isOther(declared.scale, scale))
    problems.push(
      `its 'precision' and 'scale' are the column's, ${precision ?? ''} and ${scale ?? ''}. Leave them out.`,
    );
  return problems;
}

/** What only the table can say. */
function tableProblems(
  field: FieldModel,
  { optional, unique }: FieldOptions,
  reference: Reference | undefined,
): string[] {
  const problems: string[] = [];
  if (optional === true && !field.optional && field.databaseDefault === undefined)
    problems.push(`the column may not be null. Remove 'optional'.`);
  if (unique === true && !field.unique)
    problems.push(
      `the column is not unique in the table. Make it so by a migration, or remove 'unique'.`,
    );
  if (reference !== undefined && !isSame(reference, field.reference))
    problems.push(
      `the table has no such foreign key. Add it by a migration, or remove 'foreignKey'.`,
    );
  return problems;
}

function isSame(declared: Reference, found: Reference | undefined): boolean {
  return declared.table === found?.table && declared.column === found.column;
}

function narrowed(found: FieldConstraints, declared: FieldConstraints): FieldConstraints {
  const most = (a: Bound | undefined, b: Bound | undefined) => pick(a, b, (x, y) => x > y);
  const least = (a: Bound | undefined, b: Bound | undefined) => pick(a, b, (x, y) => x < y);
  const bounds = {
    minLength: most(found.minLength, declared.minLength),
    maxLength: least(found.maxLength, declared.maxLength),
    ge: most(found.ge, declared.ge),
    le: least(found.le, declared.le),
  };
  const given = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  return { ...found, ...declared, ...Object.fromEntries(given) };
}

/** Bounds of different kinds can't be compared: then the declared one counts. */
function pick(
  found: Bound | undefined,
  declared: Bound | undefined,
  wins: (a: number, b: number) => boolean,
): Bound | undefined {
  if (typeof found !== 'number' || typeof declared !== 'number') return declared ?? found;
  return wins(found, declared) ? found : declared;
}
