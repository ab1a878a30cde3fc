import type { DriverValue } from '../column/column-codec.interface.js';
import { type BoundValue, bindMessage } from './bind-message.js';
import { isOutdated } from './outdated-statement.js';
import type { PoolQuery } from './pool-query.js';
import type { Row } from './row.interface.js';
import type { Statement } from './statement.interface.js';

/** What `pg` gives to whatever it submits, as far as it is of use here. */
export interface WireConnection {
  readonly stream: {
    readonly writable: boolean;
    cork(): void;
    uncork(): void;
    write(message: Buffer): unknown;
  };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  close(message: { type: 'S'; name: string }): void;
  parse(message: { text: string; name: string | undefined }): void;
  bind(message: { statement: string | undefined; values: readonly BoundValue[] }): void;
  execute(message: object): void;
  sync(): void;
}

/**
 * A statement whose result's columns are known: nothing is described, as `pg`'s own query asks each
 * time, and the texts of the fields are the row. Named ones are parsed once on each connection.
 */
export class RowsQuery implements PoolQuery {
  readonly rows: Row[] = [];
  readonly text: string;
  readonly name: string | undefined;

  constructor(
    statement: Statement,
    private readonly parameters: readonly DriverValue[],
    public callback?: PoolQuery['callback'],
  ) {
    this.text = statement.sql;
    this.name = statement.name;
  }

  submit(given: unknown): void {
    const connection = given as WireConnection;
    const { name, text } = this;
    const values = this.parameters.map(bound);
    if (name !== undefined && isKnown(connection, name)) {
      if (connection.stream.writable) connection.stream.write(bindMessage(name, values));
      return;
    }
    // One write instead of one for each message.
    connection.stream.cork();
    prepare(connection, name, text);
    connection.bind({ statement: name, values });
    connection.execute({});
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.rows.push(fields);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }

  handleError(error: Error, given?: unknown): void {
    const connection = given as WireConnection | undefined;
    if (connection && this.name !== undefined && isOutdated(error))
      Reflect.deleteProperty(connection.parsedStatements, this.name);
    this.callback?.(error);
  }

  handleRowDescription(): void {
    // Nothing was described.
  }

  handleCommandComplete(): void {
    // The end is when the server is ready again.
  }

  handleEmptyQuery(): void {
    // The end is when the server is ready again.
  }
}

/** Sends one of several statements that have one Sync together, which whoever calls this sends. */
export function sendStatement(
  connection: WireConnection,
  { name, sql }: Statement & { readonly name: string },
  parameters: readonly DriverValue[],
): void {
  if (!isKnown(connection, name)) prepare(connection, name, sql);
  const message = bindMessage(name, parameters.map(bound), false);
  if (connection.stream.writable) connection.stream.write(message);
}

/** The server may have an outdated one of the name; to close one that is not there is no error. */
function prepare(connection: WireConnection, name: string | undefined, text: string): void {
  if (name !== undefined) {
    connection.close({ type: 'S', name });
    connection.submittedNamedStatements[name] = text;
  }
  connection.parse({ text, name });
}

function isKnown(
  { parsedStatements, submittedNamedStatements }: WireConnection,
  name: string,
): boolean {
  return parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined;
}

function bound(value: DriverValue): BoundValue {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return String(value);
}
