import leven from 'leven';

import type { ReflectedTable } from '../model/reflected-table.interface.js';
import type { Catalogue, CatalogueName } from './catalogue.interface.js';

/** Names that are told to somebody who has written one that is not there. */
const NEAREST = 3;

/** The letters that may differ, as a part of those that were written. */
const NEAR = 1 / 3;

/** The tables and views of a database, by name. */
export class ReflectedTables {
  /** Those that were read in full, by schema and name. */
  readonly all: readonly ReflectedTable[];

  private readonly names: readonly CatalogueName[];

  constructor({ names, tables }: Catalogue) {
    this.all = tables;
    this.names = names;
  }

  /**
   * @param name - `schema.table`, or `table` in one of the schemas that the connection looks in;
   * in another case it is found where that leaves no doubt
   */
  find(name: string): ReflectedTable | undefined {
    const found = this.exactly(name) ?? this.loosely(name);
    return (
      found && this.all.find((table) => table.schema === found.schema && table.name === found.name)
    );
  }

  /** Names of tables that may have been meant, the likeliest first, as `find` reads them. */
  nearest(name: string): string[] {
    const asked = name.toLowerCase();
    return this.names
      .map((known) => ({ shown: shownName(known), distance: distanceOf(asked, known) }))
      .filter(({ distance }) => distance <= Math.max(2, asked.length * NEAR))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, NEAREST)
      .map(({ shown }) => shown);
  }

  /** As `table` has to name it. */
  nameOf({ schema, name }: ReflectedTable): string {
    const known = this.names.find((one) => one.schema === schema && one.name === name);
    return known === undefined ? name : shownName(known);
  }

  private exactly(name: string): CatalogueName | undefined {
    const [first] = this.names
      .filter((known) => known.name === name && known.searched !== undefined)
      .sort((a, b) => (a.searched ?? 0) - (b.searched ?? 0));
    return first ?? this.names.find((known) => qualifiedName(known) === name);
  }

  private loosely(name: string): CatalogueName | undefined {
    const wanted = new Set([name.toLowerCase()]);
    const [only, ...others] = this.names.filter((known) => isNamed(known, wanted));
    return others.length === 0 ? only : undefined;
  }
}

/** Whether one of these names, in lower case, may mean it. */
export function isNamed(known: CatalogueName, wanted: ReadonlySet<string>): boolean {
  const isPlain = known.searched !== undefined && wanted.has(known.name.toLowerCase());
  return isPlain || wanted.has(qualifiedName(known).toLowerCase());
}

/** With its schema where the connection does not look in it. */
function shownName(known: CatalogueName): string {
  return known.searched === undefined ? qualifiedName(known) : known.name;
}

function qualifiedName({ schema, name }: CatalogueName): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

/** A schema that is missing altogether is no misspelling. */
function distanceOf(asked: string, known: CatalogueName): number {
  const names = [known.name, qualifiedName(known)].map((name) => name.toLowerCase());
  return Math.min(...names.map((name) => leven(asked, name)));
}
