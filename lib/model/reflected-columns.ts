import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import type { FieldDeclaration } from '../declare/field.decorator.js';
import { declaredField } from './declared-field.js';
import { DIALECT_FACTS } from './dialect-facts.js';
import type { FieldModel, Reference } from './field-model.interface.js';
import { fieldDeclarationProblems, isInheritedName } from './field-declaration.check.js';
import { refine } from './field-refinement.js';
import { foldedName } from './folded-name.js';
import { nearest } from './nearest.js';
import { reflectedField } from './reflected-field.js';
import type { ReflectedColumn, ReflectedTable } from './reflected-table.interface.js';
import type { Reflection } from './reflection.interface.js';
import { columnNameOf } from './table-name.js';

/** The members that a table and a declaration make together. */
export interface ReflectedColumns {
  readonly columns: readonly FieldModel[];
  /** Positions in `columns` of those that the table lacks. */
  readonly additions: readonly number[];
  readonly problems: readonly string[];
  /** What the members lack of the table. */
  readonly warnings: readonly string[];
}

/** What a declared field refers to, by its name. */
export type References = ReadonlyMap<string, Reference | undefined>;

interface Declared {
  readonly declaration: EndpointDeclaration;
  readonly references: References;
}

/** The members of a reflected endpoint: the table's columns, narrowed, then those it is to have. */
export function reflectedColumns(
  table: ReflectedTable,
  declared: Declared,
  { dialect }: Reflection,
): ReflectedColumns {
  const { declaration, references } = declared;
  const problems: string[] = [];
  const warnings: string[] = [];
  const columns: FieldModel[] = [];
  const refined = refinedColumns(table, declaration.fields);
  for (const column of table.columns) {
    const refinement = refined.get(column);
    if (refinement?.options.exclude === true) continue;
    if (column.holdsNull === true) warnings.push(emptyKey(declaration.name, table, column));
    const field = isInheritedName(column.name) ? undefined : reflectedField(column, dialect);
    if (field === undefined) warnings.push(leftOut(declaration.name, column));
    else if (refinement === undefined) columns.push(field);
    else {
      const narrowed = refine(field, refinement, references.get(refinement.name), dialect);
      columns.push(narrowed.field);
      problems.push(
        ...narrowed.problems.map((problem) => `${declaration.name}.${refinement.name}: ${problem}`),
      );
    }
  }
  const found = new Set(refined.values());
  const others = declaration.fields.filter((field) => !found.has(field));
  const respelt = DIALECT_FACTS[dialect].foldsNames ? otherSpellings(table, others) : [];
  const meant = new Set(respelt.map(({ field }) => field));
  const missing = others.filter((field) => !meant.has(field));
  const added = addedFields(table, missing, declared);
  return {
    columns: [...columns, ...added.fields],
    additions: added.fields.map((_field, at) => columns.length + at),
    problems: [
      ...problems,
      ...respelt.map((one) => otherSpelling(declaration.name, one, table)),
      ...added.problems,
    ],
    warnings,
  };
}

/** The columns that declared fields are about: by the same name, else in snake case. */
function refinedColumns(
  { columns }: ReflectedTable,
  fields: readonly FieldDeclaration[],
): ReadonlyMap<ReflectedColumn, FieldDeclaration> {
  const refined = new Map<ReflectedColumn, FieldDeclaration>();
  for (const field of fields) {
    const column =
      columns.find(({ name }) => name === field.name) ??
      columns.find(({ name }) => name === columnNameOf(field.name));
    if (column !== undefined) refined.set(column, field);
  }
  return refined;
}

/** A field, and the column that the database takes it to be about. */
interface Respelt {
  readonly field: FieldDeclaration;
  readonly column: ReflectedColumn;
}

/** Fields that differ from a column in upper and lower case alone. */
function otherSpellings(
  { columns }: ReflectedTable,
  fields: readonly FieldDeclaration[],
): readonly Respelt[] {
  const spelled = new Map(columns.map((column) => [foldedName(column.name), column]));
  return fields.flatMap((field) => {
    const column =
      spelled.get(foldedName(field.name)) ?? spelled.get(foldedName(columnNameOf(field.name)));
    return column === undefined ? [] : [{ field, column }];
  });
}

function otherSpelling(endpoint: string, { field, column }: Respelt, table: ReflectedTable) {
  return `${endpoint}.${field.name}: the table '${table.name}' has the column '${column.name}', and the database knows no case in names. Name the field '${column.name}'.`;
}

function leftOut(endpoint: string, { name, databaseType }: ReflectedColumn): string {
  return `${endpoint}: the column '${name}' (${databaseType}) is left out, as no member can show it. Updates leave it as it is.`;
}

function emptyKey(endpoint: string, { name: table }: ReflectedTable, { name }: ReflectedColumn) {
  return `${endpoint}: rows of the table '${table}' have nothing in the key '${name}', as SQLite lets them. No path leads to them. Give them a key.`;
}

/** With `'partial'` the table gets them; nothing is wrong with what has no column at all. */
function addedFields(
  table: ReflectedTable,
  missing: readonly FieldDeclaration[],
  { declaration: { name: endpoint, options }, references }: Declared,
): { readonly fields: readonly FieldModel[]; readonly problems: readonly string[] } {
  const stored = missing.filter((field) => field.options.exclude !== true);
  if (options.reflect !== 'partial')
    return { fields: [], problems: stored.map((field) => unknownColumn(endpoint, field, table)) };
  const problems = stored.flatMap((field) => [
    ...fieldDeclarationProblems(endpoint, field),
    ...(isFillable(field) ? [] : [unfillable(endpoint, field, table)]),
  ]);
  if (problems.length > 0) return { fields: [], problems };
  const fields = stored.map((field) => declaredField(field, references.get(field.name)));
  return { fields, problems };
}

/** Whether the rows that there are can be given something. */
function isFillable({ options }: FieldDeclaration): boolean {
  const { optional = false, default: given } = options;
  return optional || (given !== undefined && typeof given !== 'function');
}

function unfillable(endpoint: string, { name }: FieldDeclaration, table: ReflectedTable): string {
  return `${endpoint}.${name}: the table '${table.name}' lacks the column, and the rows there are would have nothing in it. Make the field optional, or give it a default.`;
}

function unknownColumn(
  endpoint: string,
  { name }: FieldDeclaration,
  table: ReflectedTable,
): string {
  const known = table.columns.map((column) => column.name);
  return `${endpoint}.${name}: the table '${table.name}' has no column '${columnNameOf(name)}'.${nearest(name, known)} Its columns are ${known.join(', ')}. Rename the field, or have it added by reflect: 'partial'.`;
}
