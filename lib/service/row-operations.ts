import type { EntityManager } from '@mikro-orm/core';

import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { Awaitable } from '../declare/hook-results.types.js';
import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { NotFoundError } from '../error/not-found.error.js';
import { OutOfScopeError } from '../error/out-of-scope.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import { PreconditionFailedError } from '../error/precondition-failed.error.js';
import { RequestError } from '../error/request.error.js';
import { ValidationError } from '../error/validation.error.js';
import { VersionExhaustedError } from '../error/version-exhausted.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { EndpointStore } from '../store/endpoint.store.js';
import { refusedByDatabase } from '../store/refused-by-database.js';
import type { Key, Row, RowChange } from '../store/row.interface.js';
import type { RowVersions } from '../store/row-versions.js';
import { failTransaction } from '../store/transaction.registry.js';
import type { InputValidator } from '../validate/input.validator.js';
import { afterCommit } from './after-commit.js';
import type { BodyVersionReader } from './body-version.js';
import { isDemanding, type Preconditions } from './preconditions.interface.js';
import type { RowKeys } from './row-keys.js';
import { RowTurns } from './row-turns.js';
import {
  type Expectation,
  IMPOSSIBLE,
  isAsExpected,
  type RowJudge,
  WriteExpectations,
} from './write-expectations.js';

/** What makes the operations of one endpoint. */
export interface RowOperationsParts {
  /** Any of the database. */
  readonly em: EntityManager;
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly store: EndpointStore;
  readonly keys: RowKeys;
  readonly versions: RowVersions;
  readonly bodyVersion: BodyVersionReader;
  readonly validator: InputValidator;
  /** Runs `work` in a transaction: the caller's, else one that is rolled back if it throws. */
  readonly transact: <T>(work: () => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  /**
   * Called after each write that may have changed something, before its answer leaves; left out
   * where nobody keeps what was read.
   *
   * @param isUnsure - whether the database may yet carry it out
   */
  readonly written?: ((isUnsure: boolean) => Promise<void>) | undefined;
}

/** How a row is to be changed. */
export interface RowUpdate {
  readonly body: unknown;
  /** Members that are missing stay as they are. */
  readonly partial: boolean;
  readonly preconditions: Preconditions;
  /** Positions of columns that stay as they are where they are missing. @default none */
  readonly kept?: ReadonlySet<number>;
}

/** A write that takes any version and loses against this many others is told so. */
const MAX_ATTEMPTS = 5;

/**
 * The operations on single rows, in the checks' order: body (422), row (404), version (409, 412).
 * `scope` are the conditions that hold for the caller, `undefined` where there are none; `judge` is
 * shown each row that is found within them.
 */
export class RowOperations {
  private readonly expectations: WriteExpectations;
  private readonly turns: RowTurns;
  private readonly wrote = () => this.parts.written?.(false);
  private readonly mayHaveWritten = () => this.parts.written?.(true);

  /** The columns of moments that an insert and an update set. */
  private readonly born: readonly ColumnCodec[];
  private readonly touched: readonly ColumnCodec[];

  constructor(private readonly parts: RowOperationsParts) {
    this.expectations = new WriteExpectations(parts);
    this.turns = new RowTurns(parts.em);
    const { created, updated } = parts.model.timestamps;
    this.born = this.codecsAt(created, updated);
    this.touched = this.codecsAt(updated);
  }

  async retrieve(id: unknown, scope?: object, judge?: RowJudge): Promise<Row> {
    return await this.expectations.row(this.key(id), { scope, judge });
  }

  async create(body: unknown, scope?: object): Promise<Row> {
    const { input, problems } = await this.parts.validator.check(body, 'create');
    if (problems.length > 0) throw new ValidationError(problems);
    const key = this.parts.model.key.maker === 'uuid' ? [crypto.randomUUID()] : undefined;
    return await this.writing(() =>
      this.within(scope, input, () => this.parts.store.insert(input, key, this.moments(this.born))),
    );
  }

  async update(id: unknown, update: RowUpdate, scope?: object, judge?: RowJudge): Promise<Row> {
    const { body, partial, preconditions, kept } = update;
    const sent = this.parts.bodyVersion(body, preconditions.ifMatch === undefined);
    const mode = partial ? 'change' : 'replace';
    const { input, problems } = await this.parts.validator.check(body, mode, kept);
    if (sent.problems.length + problems.length > 0)
      throw new ValidationError([...sent.problems, ...problems]);
    const key = this.key(id);
    const demand = { ...preconditions, version: sent.version };
    const look = () => this.expectations.of(key, demand, { scope, judge });
    const change = (expected: Expectation) =>
      this.within(scope, input, () => this.write(key, input, expected));
    if (preconditions.ifMatch === '*' && judge === undefined)
      return await this.writing(() => this.turns.take(key, () => whicheverIsStored(look, change)));
    const expected = await look();
    return await this.writing(() => this.turns.take(key, () => change(expected)));
  }

  async destroy(
    id: unknown,
    preconditions: Preconditions,
    scope?: object,
    judge?: RowJudge,
  ): Promise<void> {
    const key = this.key(id);
    for (let attempt = 1; ; attempt += 1) {
      const expected = await this.expectations.of(key, preconditions, { scope, judge });
      const erase = () => this.erase(key, expected);
      if (await this.writing(() => this.turns.take(key, erase))) return;
      const stored = await this.parts.store.version(key);
      if (stored === undefined) throw new NotFoundError();
      if (!isDemanding(preconditions) && attempt < MAX_ATTEMPTS) continue;
      throw isAsExpected(expected, stored) ? new PermissionDeniedError() : expected.refusal();
    }
  }

  /** Outdates what was read from the table before. */
  outdate(isUnsure = false): Awaitable<void> {
    const { em, written } = this.parts;
    if (written === undefined) return;
    return afterCommit(isUnsure ? this.mayHaveWritten : this.wrote, this.mayHaveWritten, em);
  }

  /** A refusal, or `false`, has changed nothing; whatever else fails may have. */
  private writing<T>(write: () => Promise<T>): Promise<T> {
    return this.parts.written === undefined ? write() : this.outdating(write);
  }

  private async outdating<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      if (result !== false) await this.outdate();
      return result;
    } catch (error) {
      if (!(error instanceof RequestError) || error instanceof DatabaseUnavailableError)
        await this.outdate(true);
      throw error;
    }
  }

  private async write(key: Key, change: RowChange, expected: Expectation): Promise<Row> {
    const version = this.expectations.bindable(expected);
    if (version !== IMPOSSIBLE && !this.parts.versions.isLast(expected.version)) {
      const moments = this.moments(this.touched);
      const row = await this.parts.store.update(key, { ...change, version }, moments);
      if (row !== undefined) return row;
    }
    const stored = await this.parts.store.version(key);
    if (stored === undefined) throw new NotFoundError();
    if (!isAsExpected(expected, stored)) throw expected.refusal();
    throw this.parts.versions.isLast(stored) ? new VersionExhaustedError() : refusedByDatabase();
  }

  private async erase(key: Key, expected: Expectation): Promise<boolean> {
    const version = this.expectations.bindable(expected);
    return version !== IMPOSSIBLE && this.parts.store.delete(key, version);
  }

  private within(
    scope: object | undefined,
    change: RowChange,
    write: () => Promise<Row>,
  ): Promise<Row> {
    if (scope === undefined && this.parts.model.reflection?.triggered !== true) return write();
    return this.seen(scope, change, write);
  }

  /**
   * A row that a write leaves outside its writer's scope is rolled back. What triggers make of a row
   * is read before anybody else can change it: the tag that is answered is that of this write.
   */
  private async seen(
    scope: object | undefined,
    change: RowChange,
    write: () => Promise<Row>,
  ): Promise<Row> {
    const { em, keys, store, transact } = this.parts;
    try {
      return await transact(async () => {
        const row = await write();
        const found = await store.find(keys.ofRow(row), scope);
        if (found === undefined && scope !== undefined)
          throw await failTransaction(em, new OutOfScopeError());
        return found ?? row;
      });
    } catch (error) {
      // Of the transaction's two ends: the others have been explained.
      throw await store.explain(error, { change });
    }
  }

  private key(id: unknown): Key {
    const key = this.parts.keys.parse(id);
    if (key === undefined) throw new NotFoundError();
    return key;
  }

  private codecsAt(...positions: readonly (number | undefined)[]): ColumnCodec[] {
    return positions.flatMap((at) => (at === undefined ? [] : (this.parts.codecs[at] ?? [])));
  }

  /** Now, as each column of moments has it. */
  private moments(columns: readonly ColumnCodec[]): DriverValue[] {
    const now = this.parts.now();
    return columns.map((codec) => codec.toDriver(now));
  }
}

/**
 * Writes over the version that is seen, whichever it is: `If-Match: *` asks for none, and a scope holds for what was
 * seen. Other processes may write in between.
 */
async function whicheverIsStored<T>(
  look: () => Expectation | Promise<Expectation>,
  change: (expected: Expectation) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    // What is wrong without any race is thrown here.
    const expected = await look();
    try {
      return await change(expected);
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}
