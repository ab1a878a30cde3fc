import { isAscii } from 'node:buffer';

import type { Row } from './row.interface.js';

type Read = (bytes: Buffer) => void;

/** As far as `pg` uses what its messages come from. */
interface ByteSource {
  on(event: string, listener: (...given: never[]) => void): unknown;
}

/** What `pg` does not declare of a connection. */
interface ParsedConnection {
  attachListeners?: (source: ByteSource) => void;
  emit(event: 'dataRow', message: { readonly fields: Row }): unknown;
}

/** The code of a message, and its length without the code. */
const HEADER = 5;

/** The code of a row, `D`. */
const DATA_ROW = 0x44;

/**
 * The fields of a row are cut out of one text, which each of them that is kept keeps alive as a whole: so no row is
 * read here that is longer, in bytes.
 */
const MAX_ROW = 1024;

/**
 * Reads the rows of a connection that is about to be opened. `pg` asks for the text of each field by itself, and each
 * time that is a call out of JavaScript: it was a seventh of what a page cost. Here a row is one text, of which the
 * fields are parts. All else is left to `pg`: other messages, and rows that are long or come in pieces.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function readRows(client: object): void {
  const { connection } = client as { connection?: ParsedConnection };
  const attach = connection?.attachListeners;
  if (connection === undefined || attach === undefined) return;
  const onRow = (fields: Row) => {
    connection.emit('dataRow', { fields });
  };
  connection.attachListeners = (source) => {
    const on: ByteSource['on'] = (event, listener) => {
      if (event !== 'data') return source.on(event, listener);
      const reader = new RowReader(onRow, listener as Read);
      return source.on('data', (bytes: Buffer) => {
        reader.read(bytes);
      });
    };
    // All else that it can be asked for is the source's.
    attach.call(connection, Object.create(source, { on: { value: on } }) as ByteSource);
  };
}

/** Tells rows from what else comes. */
export class RowReader {
  /** How much is still to come of a message that others have begun to read. */
  private owed = 0;
  /** The beginning of a header. */
  private rest: Buffer | undefined;

  /** @param others - gets all that is no row, or none that is read here; in whatever pieces */
  constructor(
    private readonly onRow: (fields: Row) => void,
    private readonly others: Read,
  ) {}

  read(chunk: Buffer): void {
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = undefined;
    const { length } = bytes;
    const isPlain = isAscii(bytes);
    let left = 0;
    let at = Math.min(this.owed, length);
    this.owed -= at;
    while (at + HEADER <= length) {
      const end = at + 1 + uint32(bytes, at + 1);
      if (bytes[at] === DATA_ROW && end <= length && end - at <= MAX_ROW) {
        if (left < at) this.others(bytes.subarray(left, at));
        this.onRow(fieldsOf(bytes, { start: at + HEADER, end, isPlain }));
        left = end;
      } else if (end > length) {
        this.owed = end - length;
        at = length;
        break;
      }
      at = end;
    }
    if (at < length) this.rest = bytes.subarray(at);
    if (left < at) this.others(bytes.subarray(left, at));
  }
}

interface RowPlace {
  readonly start: number;
  readonly end: number;
  /** Whether no byte around it is other than ASCII. */
  readonly isPlain: boolean;
}

function fieldsOf(bytes: Buffer, { start, end, isPlain }: RowPlace): Row {
  const text = bytes.toString('latin1', start, end);
  const count = (byte(bytes, start) << 8) | byte(bytes, start + 1);
  const fields = new Array<string | null>(count);
  let at = start + 2;
  for (let index = 0; index < count; index++) {
    const length = uint32(bytes, at) | 0;
    at += 4;
    if (length < 0) {
      fields[index] = null;
      continue;
    }
    const behind = at + length;
    fields[index] =
      isPlain || isAsciiBetween(bytes, at, behind)
        ? text.slice(at - start, behind - start)
        : bytes.toString('utf8', at, behind);
    at = behind;
  }
  return fields;
}

function isAsciiBetween(bytes: Buffer, start: number, end: number): boolean {
  let all = 0;
  for (let at = start; at < end; at++) all |= byte(bytes, at);
  return all < 0x80;
}

function uint32(bytes: Buffer, at: number): number {
  return (
    byte(bytes, at) * 0x1000000 +
    ((byte(bytes, at + 1) << 16) | (byte(bytes, at + 2) << 8) | byte(bytes, at + 3))
  );
}

function byte(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0;
}
