/** `B`, its length, and the name of the unnamed portal, which is an end. */
const BEFORE_NAME = 6;

/** All columns of the result as text; then Execute without a limit. */
const EXECUTE = Buffer.from([0, 0, 69, 0, 0, 0, 9, 0, 0, 0, 0, 0]);

/** The same, and Sync. */
const EXECUTE_AND_SYNC = Buffer.from([...EXECUTE, 83, 0, 0, 0, 4]);

const RESULT_FORMATS = 2;

/** A parameter as the protocol has it: text, bytes, or `null`. */
export type BoundValue = string | Uint8Array | null;

/**
 * Bind and Execute of a statement that is prepared, and Sync, as one buffer. `pg` makes a buffer of each,
 * which the socket has to gather; one is written for less.
 *
 * @param isLast - whether Sync is behind it
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function bindMessage(name: string, values: readonly BoundValue[], isLast = true): Buffer {
  const end = isLast ? EXECUTE_AND_SYNC : EXECUTE;
  const formats = values.some(isBinary) ? values.length : 0;
  let size = BEFORE_NAME + Buffer.byteLength(name) + 1 + 2 + 2 * formats + 2;
  for (const value of values) size += 4 + lengthOf(value);
  const buffer = Buffer.allocUnsafe(size + end.length);
  buffer[0] = 0x42;
  buffer.writeInt32BE(size + RESULT_FORMATS - 1, 1);
  buffer[BEFORE_NAME - 1] = 0;
  let at = BEFORE_NAME + buffer.write(name, BEFORE_NAME);
  buffer[at] = 0;
  at = buffer.writeUInt16BE(formats, at + 1);
  for (let index = 0; index < formats; index += 1)
    at = buffer.writeInt16BE(isBinary(values[index]) ? 1 : 0, at);
  at = buffer.writeUInt16BE(values.length, at);
  for (const value of values) at = writeValue(buffer, value, at);
  end.copy(buffer, at);
  return buffer;
}

function isBinary(value: BoundValue | undefined): boolean {
  return value instanceof Uint8Array;
}

function lengthOf(value: BoundValue): number {
  if (value === null) return 0;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

/** @returns where the next begins */
function writeValue(buffer: Buffer, value: BoundValue, at: number): number {
  if (value === null) return buffer.writeInt32BE(-1, at);
  const start = at + 4;
  const length = typeof value === 'string' ? buffer.write(value, start) : value.length;
  if (typeof value !== 'string') buffer.set(value, start);
  buffer.writeInt32BE(length, at);
  return start + length;
}
