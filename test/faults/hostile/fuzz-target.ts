import type { TestServer } from '../../support/servers.js';
import type { TargetProcess } from './target-process.js';

/** What a member holds, by which it is attacked and compared. `other`: the program decides. */
export type MemberKind =
  | 'text'
  | 'int'
  | 'float'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'time'
  | 'uuid'
  | 'json'
  | 'other';

/** One route of a target. */
export interface FuzzRoute {
  readonly path: string;
  readonly members: Readonly<Record<string, MemberKind>>;
  /** JSON texts of a body that is taken; `#` stands for a number of its own. */
  readonly good: Readonly<Record<string, string>>;
  /** Ids of rows that there may be. @default 1 to 40 */
  readonly ids?: readonly string[];
}

/** A server with all that it serves. */
export interface FuzzTarget {
  readonly name: string;
  readonly routes: readonly FuzzRoute[];
  /** Whether Nest answers what no route of ours serves. */
  readonly isNest?: boolean;
  /** On a database of the test's own. */
  start(server: TestServer, database: string): Promise<TargetProcess>;
}
