import type { EntityManager } from '@mikro-orm/core';

import type { DriverValue } from '../column/column-codec.interface.js';
import { NotFoundError } from '../error/not-found.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import { SequenceExhaustedError } from '../error/sequence-exhausted.error.js';
import { UniqueViolationError } from '../error/unique-violation.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { BY_SCOPE } from './condition-failure.js';
import { type DriverFailure, driverFailure } from './driver-failure.js';
import { endFailure } from './end-failure.js';
import type { KeyConditionCompiler } from './key-condition.compiler.js';
import type { ReferenceFinder } from './reference.finder.js';
import type { Attempt, Key, Row, RowChange } from './row.interface.js';
import { readFailure } from './read-failure.js';
import { refusedByDatabase } from './refused-by-database.js';
import type { RowVersions } from './row-versions.js';
import type { StatementBook } from './statement-book.js';
import type { Runner, Statement } from './statement.interface.js';
import { failTransaction } from './transaction.registry.js';

/** What makes a store. */
export interface EndpointStoreParts {
  /** Any of the database. */
  readonly em: EntityManager;
  readonly model: EndpointModel;
  readonly book: StatementBook;
  readonly runner: Runner;
  readonly keys: KeyConditionCompiler;
  readonly references: ReferenceFinder;
  readonly versions: RowVersions;
}

/**
 * The rows of one endpoint. Values have been checked before they get here; what the database
 * refuses all the same becomes an error that a client understands.
 */
export class EndpointStore {
  constructor(private readonly parts: EndpointStoreParts) {}

  find(key: Key, scope?: object): Promise<Row | undefined> {
    const { book, keys } = this.parts;
    if (scope === undefined) return this.first(book.find, key, { keyFrom: 1 });
    const among = keys.compile(scope, 0, BY_SCOPE);
    const statement = book.findAmong(among, among.parameters.length);
    const keyFrom = among.parameters.length + 1;
    return this.first(statement, [...among.parameters, ...key], { keyFrom, scope });
  }

  /**
   * @param key - where we make it
   * @param moments - now, for each column that says when
   */
  async insert(
    change: RowChange,
    key: Key | undefined,
    moments: readonly DriverValue[],
  ): Promise<Row> {
    const parameters = [...change.values, ...(key ?? []), ...moments];
    const statement = this.parts.book.insert(change.present);
    const [row] = await this.run(statement, parameters, { change, inserts: true });
    // A trigger or a rule has left it out.
    if (row === undefined) throw await this.failed(refusedByDatabase());
    return row;
  }

  /**
   * One statement: with `version` in its condition, if one is given, and a counter counted up.
   *
   * @returns the row as it was written; `undefined` where no row has this key and version
   */
  async update(
    key: Key,
    change: RowChange & { readonly version: DriverValue | undefined },
    moments: readonly DriverValue[],
  ): Promise<Row | undefined> {
    const { values, version } = change;
    const statement = this.parts.book.update(change, version !== undefined);
    const parameters = [...values, ...moments, ...key];
    if (version !== undefined) parameters.push(version);
    const keyFrom = values.length + moments.length + 1;
    const [row] = await this.run(statement, parameters, { change, keyFrom });
    return row;
  }

  /** @returns whether there was a row with this key and, if one is given, this version */
  async delete(key: Key, version: DriverValue | undefined): Promise<boolean> {
    const { book } = this.parts;
    const attempt = { deletes: key, keyFrom: 1 };
    const rows =
      version === undefined
        ? await this.run(book.delete, key, attempt)
        : await this.run(book.deleteVersion, [...key, version], attempt);
    return rows.length > 0;
  }

  /** The version stored now, `undefined` where there is no row within `scope`. */
  async version(key: Key, scope?: object): Promise<string | undefined> {
    if (scope === undefined) {
      const [row] = await this.run(this.parts.book.version, key, { keyFrom: 1 });
      return row && String(row[0]);
    }
    const row = await this.find(key, scope);
    return row && this.parts.versions.ofRow(row);
  }

  /** What an error of the database means for a client; any other as it is. */
  async explain(cause: unknown, attempt: Attempt): Promise<unknown> {
    const failure = driverFailure(cause);
    if (failure === undefined) return cause;
    switch (failure.kind) {
      case 'unique':
        return attempt.deletes === undefined
          ? new UniqueViolationError(this.fieldNames(failure.columns), { cause })
          : this.refusal(failure, attempt, cause);
      case 'reference':
        return this.parts.references.explain(failure, attempt, cause);
      case 'value':
        return isOfKey(this.parts.model, failure, attempt)
          ? new NotFoundError()
          : this.refusal(failure, attempt, cause);
      case 'raised':
        return isWrite(attempt) ? this.refusal(failure, attempt, cause) : cause;
      case 'unsupported':
        return isWrite(attempt) ? new PermissionDeniedError({ cause }) : cause;
      case 'unavailable':
      case 'exhausted':
      case 'denied':
        return endFailure(cause);
    }
  }

  /** A deletion has no values, so that a row that refers to it, or something else as a trigger, prevents it. */
  private refusal(failure: DriverFailure, attempt: Attempt, cause: unknown): unknown {
    const { model, references } = this.parts;
    if (attempt.deletes !== undefined) return references.prevented(failure, attempt.deletes, cause);
    if (attempt.change === undefined)
      return readFailure(cause, { endpoint: model.name, by: BY_SCOPE, conditions: [] });
    return attempt.inserts === true && isBeyondKey(model, cause)
      ? new SequenceExhaustedError({ cause })
      : refusedByDatabase(cause);
  }

  private async first(
    statement: Statement,
    parameters: readonly DriverValue[],
    { keyFrom, scope }: { readonly keyFrom: number; readonly scope?: object },
  ): Promise<Row | undefined> {
    try {
      return (await this.parts.runner.read(statement, parameters))[0];
    } catch (error) {
      throw await this.failed(error, (cause) =>
        scope === undefined
          ? this.explain(cause, { keyFrom })
          : this.narrowedFailure(cause, { keyFrom, scope }),
      );
    }
  }

  /** What is compared is the caller's scope, as in a collection. */
  private narrowedFailure(
    cause: unknown,
    { keyFrom, scope }: { readonly keyFrom: number; readonly scope: object },
  ): unknown {
    const { model } = this.parts;
    return isOfKey(model, driverFailure(cause), { keyFrom })
      ? new NotFoundError()
      : readFailure(cause, { endpoint: model.name, by: BY_SCOPE, conditions: [scope] });
  }

  private async run(
    statement: Statement,
    parameters: readonly DriverValue[],
    attempt: Attempt = {},
  ): Promise<readonly Row[]> {
    try {
      return await this.parts.runner.rows(statement, parameters);
    } catch (error) {
      throw await this.failed(error, (cause) => this.explain(cause, attempt));
    }
  }

  private failed(error: unknown, explain?: (cause: unknown) => unknown): Promise<unknown> {
    return failTransaction(this.parts.em, error, explain);
  }

  /** Without those that no answer shows: an error is none to show them in. */
  private fieldNames(columns: readonly string[]): string[] {
    const { columns: fields, representation } = this.parts.model;
    const shown = new Set([...representation.read, ...representation.write]);
    return columns.flatMap((column) => {
      const at = fields.findIndex((field) => field.column === column);
      return shown.has(at) ? (fields[at]?.name ?? []) : [];
    });
  }
}

/** Whether the database could not read the key, so that no row can have it. */
function isOfKey(
  { key }: EndpointModel,
  failure: DriverFailure | undefined,
  { keyFrom }: Attempt,
): boolean {
  if (failure?.kind !== 'value' || failure.parameter === undefined || keyFrom === undefined)
    return false;
  return failure.parameter >= keyFrom && failure.parameter < keyFrom + key.at.length;
}

/** A rule of the database makes something else of it. */
function isWrite({ change, deletes }: Attempt): boolean {
  return change !== undefined || deletes !== undefined;
}

/** What PostgreSQL makes a `smallint`, or an `integer`, of the `bigint` by that a sequence gives. */
const NARROWING: ReadonlySet<unknown> = new Set(['int82', 'int84']);

/** Whether the database's number for a key was too large for its column; a body's number is read in another way. */
function isBeyondKey({ key }: EndpointModel, cause: unknown): boolean {
  const { code, routine, where } = cause as Partial<Record<'code' | 'routine' | 'where', unknown>>;
  const isMade = key.maker === 'database' && where === undefined;
  return isMade && code === '22003' && NARROWING.has(routine);
}
