/**
 * What a driver's error means for the request:
 * - `unique`: another row holds the value
 * - `reference`: a foreign key leads nowhere, or a row is referred to
 * - `value`: the database can't hold a value that we let through
 * - `raised`: a function of the database, as those of triggers are, says no in words of its own
 * - `exhausted`: a sequence is at its end
 * - `denied`: the database's rules allow nobody of ours to do that
 * - `unsupported`: the database has no such operation on what it is asked about
 * - `unavailable`: a moment later it may work
 */
export interface DriverFailure {
  readonly kind:
    | 'unique'
    | 'reference'
    | 'value'
    | 'raised'
    | 'exhausted'
    | 'denied'
    | 'unsupported'
    | 'unavailable';
  /** The columns concerned, as far as the driver names them: SQLite does not for references. */
  readonly columns: readonly string[];
  /** The table whose constraint it is; PostgreSQL only. */
  readonly table: string | undefined;
  /** The parameter that it could not read, counted from 1; PostgreSQL only. */
  readonly parameter: number | undefined;
  /** Whether what a foreign key does on a deletion (`on delete set null`) may have met a constraint of another table. */
  readonly mayBeOfAction: boolean;
}

/** Reads an error of `pg` or better-sqlite3; `undefined` where it is a bug of ours. */
export function driverFailure(error: unknown): DriverFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, table } = error as DriverError;
  const parameter = parameterOf(error);
  const told = typeof code === 'string' ? kindOf(error, code) : kindOfMessage(error.message);
  const kind = told ?? (parameter === undefined ? undefined : 'value');
  if (kind === undefined) return undefined;
  return {
    kind,
    columns: columnsOf(error),
    table: typeof table === 'string' ? table : undefined,
    parameter,
    mayBeOfAction: mayBeOfAction(error),
  };
}

type Kind = DriverFailure['kind'];

/**
 * PostgreSQL's SQLSTATEs and classes of them, SQLite's result codes, and Node's network errors; the
 * first prefix that fits counts.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 * @see https://www.sqlite.org/rescode.html
 */
const CODES: readonly (readonly [prefix: string, kind: Kind])[] = [
  ['23505', 'unique'],
  ['23P01', 'unique'],
  ['23503', 'reference'],
  ['23001', 'reference'],
  ['23', 'value'],
  ['2200H', 'exhausted'],
  ['22', 'value'],
  ['54', 'value'],
  // What a trigger raises, and the CHECK OPTION of a view.
  ['P0001', 'value'],
  ['44', 'value'],
  // What only a function can meet, in a statement of ours.
  ['P0', 'raised'],
  ['09', 'raised'],
  ['20', 'raised'],
  ['21', 'raised'],
  ['27', 'raised'],
  ['2F', 'raised'],
  ['38', 'raised'],
  ['39', 'raised'],
  // Rights, and row-level security.
  ['42501', 'denied'],
  // Rules that do something else instead, and patterns in columns of some collations.
  ['0A000', 'unsupported'],
  ['40', 'unavailable'],
  ['53', 'unavailable'],
  ['55P03', 'unavailable'],
  ['3D', 'unavailable'],
  ['28', 'unavailable'],
  ['57', 'unavailable'],
  ['58', 'unavailable'],
  ['08', 'unavailable'],
  ['25006', 'unavailable'],
  ['25P03', 'unavailable'],
  // One before it on the same connection was to prepare the statement, and could not.
  ['26000', 'unavailable'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'unique'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'unique'],
  ['SQLITE_CONSTRAINT_ROWID', 'unique'],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'reference'],
  ['SQLITE_CONSTRAINT', 'value'],
  ['SQLITE_MISMATCH', 'value'],
  ['SQLITE_TOOBIG', 'value'],
  ['SQLITE_BUSY', 'unavailable'],
  ['SQLITE_LOCKED', 'unavailable'],
  ['SQLITE_FULL', 'unavailable'],
  ['SQLITE_IOERR', 'unavailable'],
  ['SQLITE_READONLY', 'unavailable'],
  ['SQLITE_CANTOPEN', 'unavailable'],
  ['SQLITE_PROTOCOL', 'unavailable'],
  ['ECONN', 'unavailable'],
  ['EPIPE', 'unavailable'],
  ['ETIMEDOUT', 'unavailable'],
  ['ENOTFOUND', 'unavailable'],
  ['EAI_AGAIN', 'unavailable'],
  ['EHOSTUNREACH', 'unavailable'],
  ['EHOSTDOWN', 'unavailable'],
  ['ENETUNREACH', 'unavailable'],
  ['ENETDOWN', 'unavailable'],
  ['EADDRNOTAVAIL', 'unavailable'],
  // Of a Unix socket whose server is away.
  ['ENOENT', 'unavailable'],
];

/** What PostgreSQL says to everything that comes after the first error of a transaction. */
const ABORTED = '25P02';

/** Whether an error tells only that its transaction has met another one. */
export function isConsequence(error: unknown): boolean {
  return error instanceof Error && (error as DriverError).code === ABORTED;
}

/**
 * SQLSTATEs of what PostgreSQL can't make sense of: the syntax, and operators or functions that there are not
 * for the types. Tables and columns that are not there are another matter.
 */
const MISUNDERSTOOD: ReadonlySet<unknown> = new Set([
  '42601',
  '42725',
  '42803',
  '42804',
  '42809',
  '42846',
  '42883',
  '42P18',
]);

/** SQLite has one code for all of it, and for what functions say of values. */
const NOT_UNDERSTOOD =
  /^(?:near "|unrecognized token|incomplete input|no such function|wrong number of arguments|misuse of|row value misused|ambiguous column|sub-select returns)/;

/** Whether a database has not understood a statement, whatever the values and the rows are. */
export function isMisunderstood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as DriverError;
  return MISUNDERSTOOD.has(code) || (code === 'SQLITE_ERROR' && NOT_UNDERSTOOD.test(error.message));
}

/** What `pg` and better-sqlite3 add to an error. */
type DriverError = Error & Partial<Record<'code' | 'severity' | 'table' | 'where', unknown>>;

/**
 * `unnamed portal parameter $1 = '…'`, in PostgreSQL's words or another language's: it could not read a
 * parameter, whatever code the type has for that. It is the last line; those before it tell what the type did. Lists
 * of all parameters (`log_parameter_max_length_on_error`), and SQL that a function runs, have a colon or a quote first.
 */
const OF_A_PARAMETER = /^(?:[^]*\n)?[^":\n$]*\$(\d+)(?: = '(?:[^']|'')*'(?:\.\.\.)?)?$/;

function parameterOf(error: Error): number | undefined {
  const { where } = error as DriverError;
  const position = typeof where === 'string' ? OF_A_PARAMETER.exec(where)?.[1] : undefined;
  return position === undefined ? undefined : Number(position);
}

/** A statement of PostgreSQL's own, in whatever quotes the server's language has; a function's lines tell the function. */
const BY_FOREIGN_KEY = /\W(?:UPDATE|DELETE FROM) (?:ONLY )?"/;

/** SQLite does not tell a foreign key's action from a statement of a trigger, only what the latter raises. */
function mayBeOfAction({ code, where }: DriverError): boolean {
  if (typeof code !== 'string') return false;
  if (code.startsWith('SQLITE_CONSTRAINT_')) return code !== 'SQLITE_CONSTRAINT_TRIGGER';
  const isConstraint = code.startsWith('23') && typeof where === 'string';
  return isConstraint && where.split('\n').every((line) => BY_FOREIGN_KEY.test(line));
}

function kindOf(error: DriverError, code: string): Kind | undefined {
  const known = CODES.find(([prefix]) => code.startsWith(prefix))?.[1];
  return known ?? (isMadeUp(error, code) ? 'raised' : undefined);
}

/** Classes of PostgreSQL's own SQLSTATEs. */
const OWN_CLASSES: ReadonlySet<string> = new Set(
  (
    '00 01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44 ' +
    '53 54 55 57 58 72 F0 HV P0 XX'
  ).split(' '),
);

/** `raise … using errcode = 'MY001'`; Node's codes may be as short, and have no severity. */
function isMadeUp({ severity }: DriverError, code: string): boolean {
  const isState = severity !== undefined && /^[0-9A-Z]{5}$/.test(code);
  return isState && !OWN_CLASSES.has(code.slice(0, 2));
}

/** `pg` gives no code for what happens between it and the socket. */
const CONNECTION_LOST =
  /timeout exceeded when trying to connect|timeout expired|client was closed|connection terminated|query read timeout|connection error|database connection is not open/i;

function kindOfMessage(message: string): Kind | undefined {
  return CONNECTION_LOST.test(message) ? 'unavailable' : undefined;
}

/** `UNIQUE constraint failed: books.isbn, books.shelf` and `Key (isbn, shelf)=(…) already exists.` */
function columnsOf(error: Error): readonly string[] {
  const { detail } = error as { detail?: unknown };
  if (typeof detail === 'string') {
    const [, columns = ''] = /^Key \((.*?)\)=/.exec(detail) ?? [];
    return split(columns).map((column) => column.replace(/^"(.*)"$/, '$1'));
  }
  const [, columns = ''] = /constraint failed: (.+)$/.exec(error.message) ?? [];
  return split(columns).map((column) => column.replace(/^[^.]*\./, ''));
}

function split(list: string): string[] {
  return list === '' ? [] : list.split(', ');
}
