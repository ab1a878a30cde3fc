import type { PrimaryKeyType } from '../declare/endpoint-options.interface.js';
import type { Key } from '../store/row.interface.js';

/** Digits without leading zero: `1e0`, `0x1`, ` 1` and `01` are ids of nothing. */
const INTEGER = /^[1-9]\d{0,9}$/;

const MAX_INTEGER = 2_147_483_647;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an id from a path or a program; `undefined` for one that no row can have. */
export const KEY_PARSERS: Record<PrimaryKeyType, (id: unknown) => Key | undefined> = {
  integer: (id) => {
    const text = typeof id === 'number' ? String(id) : id;
    if (typeof text !== 'string' || !INTEGER.test(text)) return undefined;
    const key = Number(text);
    return key <= MAX_INTEGER ? key : undefined;
  },
  uuid: (id) => (typeof id === 'string' && UUID.test(id) ? id.toLowerCase() : undefined),
};
