import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { NotFoundError } from '../error/not-found.error.js';
import { OutOfScopeError } from '../error/out-of-scope.error.js';
import { PreconditionFailedError } from '../error/precondition-failed.error.js';
import { RequestError } from '../error/request.error.js';
import { ValidationError } from '../error/validation.error.js';
import { VersionConflictError } from '../error/version-conflict.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { EndpointStore } from '../store/endpoint.store.js';
import type { Key, Row, RowChange } from '../store/row.interface.js';
import type { RowVersions } from '../store/row-versions.js';
import { failTransaction } from '../store/transaction.registry.js';
import type { InputValidator } from '../validate/input.validator.js';
import { afterCommit } from './after-commit.js';
import type { BodyVersionReader } from './body-version.js';
import { includesVersion, type Preconditions } from './preconditions.interface.js';
import type { RowKeys } from './row-keys.js';

/** What makes the operations of one endpoint. */
export interface RowOperationsParts {
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
   * Called after each write that may have changed something, before its answer leaves.
   *
   * @param isUnsure - whether the database may yet carry it out
   */
  readonly written: (isUnsure: boolean) => Promise<void>;
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

/** Whether the caller may have a row; throws where not. */
export type RowJudge = (row: Row) => Promise<void>;

/** The rows that a caller may reach. */
interface Reach {
  readonly scope: object | undefined;
  readonly judge: RowJudge | undefined;
}

/** The version that a write expects, and what it is told when another is stored. */
interface Expectation {
  /** `undefined`: whatever is stored. */
  readonly version: string | undefined;
  readonly refusal: () => Error;
}

/** A delete without version that loses against this many writers is told so. */
const MAX_DELETE_ATTEMPTS = 5;

/**
 * The operations on single rows, in the checks' order: body (422), row (404), version (409, 412).
 * `scope` are the conditions that hold for the caller, `undefined` where there are none; `judge` is
 * shown each row that is found within them.
 */
export class RowOperations {
  private readonly wrote = () => this.parts.written(false);
  private readonly mayHaveWritten = () => this.parts.written(true);

  constructor(private readonly parts: RowOperationsParts) {}

  async retrieve(id: unknown, scope?: object, judge?: RowJudge): Promise<Row> {
    return this.judged(this.key(id), scope, judge);
  }

  async create(body: unknown, scope?: object): Promise<Row> {
    const { input, problems } = await this.parts.validator.check(body, 'create');
    if (problems.length > 0) throw new ValidationError(problems);
    const key = this.parts.model.key.maker === 'uuid' ? [crypto.randomUUID()] : undefined;
    return this.writing(() =>
      this.within(scope, () => this.parts.store.insert(input, key, this.timestamp())),
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
    const expected = await this.expectation(
      key,
      { ...preconditions, version: sent.version },
      { scope, judge },
    );
    return this.writing(() => this.within(scope, () => this.write(key, input, expected)));
  }

  async destroy(
    id: unknown,
    preconditions: Preconditions,
    scope?: object,
    judge?: RowJudge,
  ): Promise<void> {
    const key = this.key(id);
    for (let attempt = 1; ; attempt += 1) {
      const expected = await this.expectation(key, preconditions, { scope, judge });
      if (await this.writing(() => this.erase(key, expected))) return;
      if ((await this.parts.store.version(key)) === undefined) throw new NotFoundError();
      if (isDemanding(preconditions) || attempt === MAX_DELETE_ATTEMPTS) throw expected.refusal();
    }
  }

  /** Outdates what was read from the table before. */
  outdate(isUnsure = false): Promise<void> {
    return afterCommit(isUnsure ? this.mayHaveWritten : this.wrote, this.mayHaveWritten);
  }

  /** A refusal, or `false`, has changed nothing; whatever else fails may have. */
  private async writing<T>(write: () => Promise<T>): Promise<T> {
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

  private async judged(key: Key, scope?: object, judge?: RowJudge): Promise<Row> {
    const row = await this.parts.store.find(key, scope);
    if (row === undefined) throw new NotFoundError();
    await judge?.(row);
    return row;
  }

  private async write(key: Key, change: RowChange, expected: Expectation): Promise<Row> {
    const version = this.bindable(expected);
    if (version !== IMPOSSIBLE) {
      const row = await this.parts.store.update(key, { ...change, version }, this.timestamp());
      if (row !== undefined) return row;
    }
    throw (await this.parts.store.version(key)) === undefined
      ? new NotFoundError()
      : expected.refusal();
  }

  private async erase(key: Key, expected: Expectation): Promise<boolean> {
    const version = this.bindable(expected);
    return version !== IMPOSSIBLE && this.parts.store.delete(key, version);
  }

  /** The version that the statement is to find; `undefined` where it takes any. */
  private bindable({ version }: Expectation): DriverValue | undefined | typeof IMPOSSIBLE {
    if (version === undefined) return undefined;
    return this.parts.versions.toDriver(version) ?? IMPOSSIBLE;
  }

  /**
   * What the one statement that writes has to find. Mostly that is what the client sent; where it
   * sent more than one version, or there is a scope or a judge, the row is looked at first, and the version
   * seen then is the one that the statement insists on.
   */
  private async expectation(
    key: Key,
    demand: Preconditions & { readonly version?: string | undefined },
    reach: Reach,
  ): Promise<Expectation> {
    const { ifMatch, ifNoneMatch, version } = demand;
    const refusal = ifMatch === undefined ? conflict : preconditionFailed;
    if (!isNarrowed(reach) && ifNoneMatch === undefined) {
      if (ifMatch === undefined || ifMatch === '*') return { version, refusal: conflict };
      if (ifMatch.length === 1 && (version === undefined || version === ifMatch[0]))
        return { version: ifMatch[0], refusal };
    }
    const stored = await this.storedVersion(key, reach);
    if (ifMatch !== undefined && !includesVersion(ifMatch, stored)) throw preconditionFailed();
    if (ifNoneMatch !== undefined && includesVersion(ifNoneMatch, stored))
      throw preconditionFailed();
    if (version !== undefined && version !== stored) throw conflict();
    return { version: stored, refusal };
  }

  private async storedVersion(key: Key, { scope, judge }: Reach): Promise<string> {
    const stored =
      judge === undefined
        ? await this.parts.store.version(key, scope)
        : this.parts.versions.ofRow(await this.judged(key, scope, judge));
    if (stored === undefined) throw new NotFoundError();
    return stored;
  }

  /** A row that a write leaves outside its writer's scope is rolled back. */
  private within(scope: object | undefined, write: () => Promise<Row>): Promise<Row> {
    if (scope === undefined) return write();
    return this.parts.transact(async () => {
      const row = await write();
      if ((await this.parts.store.find(this.parts.keys.ofRow(row), scope)) === undefined)
        throw failTransaction(new OutOfScopeError());
      return row;
    });
  }

  private key(id: unknown): Key {
    const key = this.parts.keys.parse(id);
    if (key === undefined) throw new NotFoundError();
    return key;
  }

  private timestamp(): DriverValue {
    const { created, updated } = this.parts.model.timestamps;
    const codec = this.parts.codecs[updated ?? created ?? -1];
    return codec?.toDriver(this.parts.now()) ?? null;
  }
}

function isNarrowed({ scope, judge }: Reach): boolean {
  return scope !== undefined || judge !== undefined;
}

function isDemanding({ ifMatch, ifNoneMatch }: Preconditions): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined;
}

const conflict = () => new VersionConflictError();
const preconditionFailed = () => new PreconditionFailedError();

/** A version that no row can have, so that no statement has to be asked. */
const IMPOSSIBLE = Symbol('impossible');
