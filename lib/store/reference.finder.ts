import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { ReferencedRowError } from '../error/referenced-row.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import type { DetailEntry } from '../error/request.error.js';
import { ValidationError } from '../error/validation.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Reference } from '../model/field-model.interface.js';
import type { DriverFailure } from './driver-failure.js';
import { mayChangeReferrers } from './delete-actions.js';
import type { Attempt, Key, RowChange } from './row.interface.js';
import { compared, PLACEHOLDERS, prepared, quote } from './sql-syntax.js';
import type { Runner } from './statement.interface.js';
import { leadsTo, tableSql } from './table-sql.js';

/** What makes a finder. */
export interface ReferenceFinderParts {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  /** All endpoints of the application: those that may refer to this one. */
  readonly models: readonly EndpointModel[];
  readonly runner: Runner;
  readonly dialect: Dialect;
}

/** A column that may refer to a row. */
interface Referrer {
  readonly from: Reference;
  readonly value: DriverValue;
}

const NOT_FOUND = 'There is no row that this refers to';

/** What is told where nobody knows which reference leads nowhere. */
export const DANGLING: DetailEntry = {
  type: 'reference_not_found',
  loc: [],
  msg: NOT_FOUND,
  input: null,
};

/**
 * Finds out which references a foreign key error is about: PostgreSQL names one, and SQLite none;
 * about the others they have to be asked.
 */
export class ReferenceFinder {
  constructor(private readonly parts: ReferenceFinderParts) {}

  async explain(
    failure: DriverFailure,
    { change, deletes }: Attempt,
    cause: unknown,
  ): Promise<Error> {
    if (deletes !== undefined)
      return new ReferencedRowError(await this.referrers(deletes, failure), { cause });
    return new ValidationError(await this.dangling(change, failure), { cause });
  }

  /** What a deletion is told that a constraint prevents: of a row that refers to it, or of what a trigger does. */
  async prevented(failure: DriverFailure, deletes: Key, cause: unknown): Promise<Error> {
    const { runner, dialect, model } = this.parts;
    const isOfAction =
      failure.mayBeOfAction && (await mayChangeReferrers(runner, model.table, dialect));
    return isOfAction
      ? new ReferencedRowError(await this.referrers(deletes, failure), { cause })
      : new PermissionDeniedError({ cause });
  }

  /** The members that lead nowhere. */
  private async dangling(
    change: RowChange | undefined,
    failure: DriverFailure,
  ): Promise<DetailEntry[]> {
    const entries: DetailEntry[] = [];
    for (const [at, position] of (change?.present ?? []).entries()) {
      const field = this.parts.model.columns[position];
      const value = change?.values[at] ?? null;
      if (field?.reference === undefined || value === null) continue;
      if (!(await this.leadsSomewhere(field.column, field.reference, { failure, value })))
        entries.push(this.entry(field.name, position, value));
    }
    return entries.length > 0 ? entries : this.together(change, failure);
  }

  /** Of a foreign key of several columns, and of columns that a default has filled. */
  private together(change: RowChange | undefined, failure: DriverFailure): DetailEntry[] {
    const { columns: fields, representation } = this.parts.model;
    const columns = failure.columns.length > 0 ? failure.columns : this.composites(change);
    const names = (change?.present ?? []).flatMap((at) => {
      const field = fields[at];
      const isShown = [...representation.read, ...representation.write].includes(at);
      return field && isShown && columns.includes(field.column) ? field.name : [];
    });
    return names.length === 0 ? [DANGLING] : names.map((name) => ({ ...DANGLING, loc: [name] }));
  }

  /** Columns of foreign keys of several that may lead nowhere: one that has a `null` in it leads somewhere. */
  private composites(change: RowChange | undefined): readonly string[] {
    const { columns: fields, reflection } = this.parts.model;
    const empty = new Set(
      change?.present.flatMap((at, index) =>
        change.values[index] === null ? (fields[at]?.column ?? []) : [],
      ),
    );
    const composites = reflection?.compositeReferences ?? [];
    return composites.filter((columns) => !columns.some((column) => empty.has(column))).flat();
  }

  private async leadsSomewhere(
    column: string,
    reference: Reference,
    { failure, value }: { failure: DriverFailure; value: DriverValue },
  ): Promise<boolean> {
    if (failure.columns.includes(column)) return false;
    return this.asked(reference, [value], failure.columns.length > 0 ? true : undefined);
  }

  private entry(name: string, position: number, value: DriverValue): DetailEntry {
    const codec = this.parts.codecs[position];
    return {
      type: 'reference_not_found',
      loc: [name],
      msg: NOT_FOUND,
      input: codec?.toJson(codec.fromDriver(value)) ?? null,
    };
  }

  /**
   * Who refers to the row, e.g. `reviews.book_id`, each once: several endpoints may serve one table. PostgreSQL names
   * the first table, which is all that is known where nothing else can be asked.
   */
  private async referrers(key: Key, { table: named }: DriverFailure): Promise<string[]> {
    const found = new Set<string>();
    for (const { from, value } of this.possibleReferrers(key)) {
      const name = `${from.table}.${from.column}`;
      const unanswered = named === undefined ? undefined : from.table === named;
      if (!found.has(name) && (await this.asked(from, [value, ...this.but(from, key)], unanswered)))
        found.add(name);
    }
    return [...found];
  }

  /** The key of the row, where a column of its own table is asked: no row is in its own way. */
  private but(from: Reference, key: Key): Key {
    return leadsTo(from, this.parts.model) ? key : [];
  }

  /** Columns of endpoints that refer to a column of the key, with what the row has in it. */
  private possibleReferrers(key: Key): Referrer[] {
    const { model, models } = this.parts;
    const names = model.key.at.map((at) => model.columns[at]?.column);
    return models.flatMap(({ table, columns, reflection }) =>
      columns.flatMap(({ column, reference }) => {
        const at = leadsTo(reference, model) ? names.indexOf(reference?.column) : -1;
        const from = { schema: reflection?.schema, table, column };
        return at === -1 ? [] : [{ from, value: key[at] ?? null }];
      }),
    );
  }

  /**
   * @param values - the one that is looked for, then the key of the row that does not count, if any
   * @param unanswered - what is so where the database answers nothing, as in a transaction that has failed;
   *   `undefined`: it has to answer
   */
  private async asked(
    reference: Reference,
    values: readonly DriverValue[],
    unanswered: boolean | undefined,
  ): Promise<boolean> {
    try {
      return await this.exists(reference, values);
    } catch (error) {
      if (unanswered === undefined) throw error;
      return unanswered;
    }
  }

  private async exists(reference: Reference, values: readonly DriverValue[]): Promise<boolean> {
    const { runner, dialect, model, codecs } = this.parts;
    const p = PLACEHOLDERS[dialect];
    const [, ...key] = values;
    const others = key.map((_, at) => {
      const position = model.key.at[at] ?? -1;
      const { column = '' } = model.columns[position] ?? {};
      return `${compared({ column, codec: codecs[position] })} is distinct from ${p(at + 2)}`;
    });
    const but = others.length === 0 ? '' : ` and (${others.join(' or ')})`;
    const sql = `select 1 as "found" from ${tableSql(reference)} where ${quote(reference.column)} = ${p(1)}${but} limit 1`;
    const rows = await runner.read(prepared(sql, ['found']), values);
    return rows.length > 0;
  }
}
