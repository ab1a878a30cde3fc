import type { Column, DatabaseTable, ForeignKey, IndexDef } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { isFillable } from '../schema/database-schema.js';
import { isConstraint } from '../schema/unique-constraints.js';
import type { OwnedTable } from './ownership.js';
import { isOtherForm } from './sqlite-forms.js';

/** What a table is merged by. */
export interface MergeRules {
  readonly dialect: Dialect;
  /** The schema of tables that are named without one. */
  readonly home: string;
  /** `undefined`: nothing in the table is known to be ours. */
  readonly owned: OwnedTable | undefined;
  readonly allowDrops: boolean;
}

/**
 * Puts into a declared table all that the existing one has besides, so that a comparison of the two
 * finds what classes have changed, and nothing of anybody else's.
 *
 * @returns notes on what stays although no class declares it any more
 */
export function mergeTable(
  existing: DatabaseTable,
  declared: DatabaseTable,
  rules: MergeRules,
): string[] {
  const notes = mergeColumns(existing, declared, rules);
  mergeIndexes(existing, declared, rules);
  mergeForeignKeys(existing, declared, rules);
  declared.setChecks(existing.getChecks());
  declared.setTriggers(existing.getTriggers());
  declared.setPolicies(existing.getPolicies());
  declared.setPartitioning(existing.getPartitioning());
  declared.nativeEnums = existing.nativeEnums;
  declared.rlsEnabled = existing.rlsEnabled;
  declared.rlsForced = existing.rlsForced;
  if (existing.comment !== undefined) declared.comment = existing.comment;
  return notes;
}

function mergeColumns(
  existing: DatabaseTable,
  declared: DatabaseTable,
  { dialect, owned, allowDrops }: MergeRules,
): string[] {
  const notes: string[] = [];
  for (const column of existing.getColumns()) {
    const same = declared.getColumn(column.name);
    if (same !== undefined) mergeColumn(column, same, dialect);
    else if (owned?.columns.includes(column.name) !== true) declared.addColumn({ ...column });
    else if (!allowDrops) {
      declared.addColumn(isFillable(column) ? { ...column } : { ...column, nullable: true });
      notes.push(keptNote(`column ${existing.name}.${column.name}`));
    }
  }
  return notes;
}

/** What is told of something that was ours and stays. */
export function keptNote(what: string): string {
  return `${what} is declared no more, and stays. --allow-drops drops it, with what is in it.`;
}

/** What a class does not say of its column is the database's matter. */
function mergeColumn(existing: Column, declared: Column, dialect: Dialect): void {
  const { holdsAnyType } = DIALECT_FACTS[dialect];
  if (
    (holdsAnyType && isSameToSqlite(existing, declared)) ||
    (declared.primary === true && !isOtherKey(existing, declared))
  )
    Object.assign(declared, typeOf(existing));
  if (declared.primary === true) {
    Object.assign(declared, { autoincrement: existing.autoincrement, nullable: existing.nullable });
    Object.assign(declared, { generated: existing.generated });
  }
  // Of a column that becomes another one's form the default is of the old one.
  const keepsDefault = !holdsAnyType || !isOtherForm(existing, declared);
  if (keepsDefault && (declared.default ?? null) === null)
    Object.assign(declared, { default: existing.default });
  Object.assign(declared, {
    comment: existing.comment,
    collation: existing.collation,
    extra: existing.extra,
  });
}

function typeOf({ type, mappedType, length, precision, scale, enumItems, unsigned }: Column) {
  return { type, mappedType, length, precision, scale, enumItems, unsigned };
}

/** What keys can be of that are declared; of all else that a database may have for one, nothing is said. */
function keyKindOf(type: string): string | undefined {
  if (/int|serial/i.test(type)) return 'number';
  return /char|text|^uuid$/i.test(type) ? 'text' : undefined;
}

/** Numbers may be of any size, and texts of any length, which hold a UUID as well; but neither is the other. */
function isOtherKey(existing: Column, declared: Column): boolean {
  const [one, other] = [existing, declared].map(({ type }) => keyKindOf(type));
  return one !== undefined && other !== undefined && one !== other;
}

/** SQLite's rules of affinity; it enforces neither lengths nor names of types, but by these it is told what we store. */
function isSameToSqlite(one: Column, other: Column): boolean {
  return affinityOf(one.type) === affinityOf(other.type) && !isOtherForm(one, other);
}

/** @see https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function affinityOf(type: string): string {
  const name = type.toUpperCase();
  if (name.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(name)) return 'text';
  if (name.includes('BLOB') || name === '') return 'blob';
  return /REAL|FLOA|DOUB/.test(name) ? 'real' : 'numeric';
}

function mergeIndexes(existing: DatabaseTable, declared: DatabaseTable, rules: MergeRules): void {
  const known = existing.getIndexes();
  const missing = declared.getIndexes().filter((index) => !known.some((one) => serves(one, index)));
  const names = new Set(declared.getIndexes().map(({ keyName }) => keyName));
  const kept = known.filter((index) => {
    if (index.primary) return true;
    // Of a column that goes it would keep the database from dropping it; expressions are no columns.
    const columns = index.columnNames.filter((name) => existing.hasColumn(name));
    if (columns.some((name) => !declared.hasColumn(name))) return false;
    const isServing = declared.getIndexes().some((one) => serves(index, one));
    // We make indexes: it is of who has made the table.
    return (
      isServing ||
      isConstraint(index) ||
      (!names.has(index.keyName) && !isOwned(index.keyName, rules))
    );
  });
  declared.setIndexes([...kept, ...missing]);
}

/** Whether an index that is there is what another asks for, whatever its name. */
function serves(there: IndexDef, asked: IndexDef): boolean {
  if (asked.primary) return there.primary;
  return (
    there.expression === undefined &&
    there.where === undefined &&
    there.unique === asked.unique &&
    there.columnNames.join() === asked.columnNames.join()
  );
}

function isOwned(name: string, { owned }: MergeRules): boolean {
  return owned?.indexes.includes(name) === true;
}

function mergeForeignKeys(
  existing: DatabaseTable,
  declared: DatabaseTable,
  rules: MergeRules,
): void {
  const asked = Object.values(declared.getForeignKeys());
  const known = Object.values(existing.getForeignKeys());
  const missing = asked.filter((key) => !known.some((one) => isSameKey(one, key, rules)));
  const kept = known.filter((key) => {
    if (key.columnNames.some((name) => !declared.hasColumn(name))) return false;
    if (asked.some((one) => isSameKey(key, one, rules))) return true;
    return !isOwned(ownName(existing, key), rules);
  });
  const all = [...kept, ...missing].map((key) => [key.constraintName, key] as const);
  declared.setForeignKeys(Object.fromEntries(all));
}

/** The name that we give: SQLite forgets that of a reference. */
function ownName({ name }: DatabaseTable, { columnNames }: ForeignKey): string {
  return `${name}_${columnNames.join('_')}_foreign`;
}

function isSameKey(one: ForeignKey, other: ForeignKey, { home }: MergeRules): boolean {
  const bare = (name: string) => (name.startsWith(`${home}.`) ? name.slice(home.length + 1) : name);
  return (
    one.columnNames.join() === other.columnNames.join() &&
    bare(one.referencedTableName) === bare(other.referencedTableName) &&
    one.referencedColumnNames.join() === other.referencedColumnNames.join()
  );
}
