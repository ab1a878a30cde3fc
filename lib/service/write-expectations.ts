import type { DriverValue } from '../column/column-codec.interface.js';
import { NotFoundError } from '../error/not-found.error.js';
import { PreconditionFailedError } from '../error/precondition-failed.error.js';
import { VersionConflictError } from '../error/version-conflict.error.js';
import type { EndpointStore } from '../store/endpoint.store.js';
import type { Key, Row } from '../store/row.interface.js';
import type { RowVersions } from '../store/row-versions.js';
import { includesVersion, type Preconditions } from './preconditions.interface.js';

/** Whether the caller may have a row; throws where not. */
export type RowJudge = (row: Row) => Promise<void>;

/** The rows that a caller may reach. */
export interface Reach {
  readonly scope: object | undefined;
  readonly judge: RowJudge | undefined;
}

/** What a write's sender says of the row, in headers or in the body. */
type Demand = Preconditions & { readonly version?: string | undefined };

/** The version that a write expects, and what it is told when another is stored. */
export interface Expectation {
  /** `undefined`: whatever is stored. */
  readonly version: string | undefined;
  readonly refusal: () => Error;
}

/** A version that no row can have, so that no statement has to be asked. */
export const IMPOSSIBLE = Symbol('impossible');

/** What the one statement that writes a row has to find there. */
export class WriteExpectations {
  constructor(
    private readonly parts: { readonly store: EndpointStore; readonly versions: RowVersions },
  ) {}

  /** A row that the caller may reach. @throws {@link NotFoundError}, and what the judge throws */
  async row(key: Key, { scope, judge }: Reach): Promise<Row> {
    const row = await this.parts.store.find(key, scope);
    if (row === undefined) throw new NotFoundError();
    if (judge !== undefined) await judge(row);
    return row;
  }

  /** The version that the statement is to find; `undefined` where it takes any. */
  bindable({ version }: Expectation): DriverValue | undefined | typeof IMPOSSIBLE {
    if (version === undefined) return undefined;
    return this.parts.versions.toDriver(version) ?? IMPOSSIBLE;
  }

  /**
   * Mostly it is what the client sent; where it sent more than one version, or there is a scope or
   * a judge, the row is looked at first, and the version seen then is the one that the statement
   * insists on.
   *
   * @returns a promise only where the row is looked at
   */
  of(key: Key, demand: Demand, reach: Reach): Expectation | Promise<Expectation> {
    const { ifMatch, ifNoneMatch, version } = demand;
    if (!isNarrowed(reach) && ifNoneMatch === undefined) {
      if (ifMatch === undefined || ifMatch === '*') return { version, refusal: conflict };
      if (ifMatch.length === 1 && (version === undefined || version === ifMatch[0]))
        return { version: ifMatch[0], refusal: preconditionFailed };
    }
    return this.seen(key, demand, reach);
  }

  private async seen(key: Key, demand: Demand, reach: Reach): Promise<Expectation> {
    const { ifMatch, ifNoneMatch, version } = demand;
    const stored = await this.storedVersion(key, reach);
    if (ifMatch !== undefined && !includesVersion(ifMatch, stored)) throw preconditionFailed();
    if (ifNoneMatch !== undefined && includesVersion(ifNoneMatch, stored))
      throw preconditionFailed();
    if (version !== undefined && version !== stored) throw conflict();
    return { version: stored, refusal: refusalOf(demand) };
  }

  private async storedVersion(key: Key, reach: Reach): Promise<string> {
    const stored =
      reach.judge === undefined
        ? await this.parts.store.version(key, reach.scope)
        : this.parts.versions.ofRow(await this.row(key, reach));
    if (stored === undefined) throw new NotFoundError();
    return stored;
  }
}

function isNarrowed({ scope, judge }: Reach): boolean {
  return scope !== undefined || judge !== undefined;
}

const conflict = () => new VersionConflictError();
const preconditionFailed = () => new PreconditionFailedError();

function refusalOf({ ifMatch }: Preconditions): () => Error {
  return ifMatch === undefined ? conflict : preconditionFailed;
}

/** Then it was no other writer: a trigger or a rule of the database has kept the row as it is. */
export function isAsExpected({ version }: Expectation, stored: string): boolean {
  return version === undefined || version === stored;
}
