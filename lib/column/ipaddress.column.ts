import type { Dialect } from '../model/dialect.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { EQUALITY_OPERATORS } from './filter-operators.js';
import { canonicalAddress } from './ip-address.js';
import { storedText, textCodec } from './text.codec.js';
import { sameEverywhere } from './value-description.interface.js';

const NOT_AN_ADDRESS = new InvalidValue(
  'ip_any_address',
  'Input is not a valid IPv4 or IPv6 address',
);

/** The longest is `0000:0000:0000:0000:0000:ffff:255.255.255.255`. */
const COLUMN_TYPES: Record<Dialect, string> = { postgresql: 'inet', sqlite: 'varchar(45)' };

function readAddress(input: unknown): string | InvalidValue {
  return (typeof input === 'string' ? canonicalAddress(input) : undefined) ?? NOT_AN_ADDRESS;
}

/** PostgreSQL writes some addresses otherwise, and tables of others may hold networks. */
function storedAddress(raw: unknown): string {
  const text = storedText(raw);
  return canonicalAddress(text) ?? text;
}

function addressCodec(dialect: Dialect): ColumnCodec<string> {
  return {
    ...textCodec(COLUMN_TYPES[dialect]),
    parse: readAddress,
    fromDriver: storedAddress,
    toText: (raw) => JSON.stringify(storedAddress(raw)),
  };
}

const text = (format: string) => ({ type: 'string', format });

/**
 * An IPv4 or IPv6 address in the form of RFC 5952. Texts of addresses have another order than
 * PostgreSQL's `inet`, so that there is none.
 */
export const ipaddressColumn: ColumnType = {
  applicable: [],
  operators: EQUALITY_OPERATORS,
  sortable: false,
  property: () => 'string',
  sample: (_field, seed) => `10.${(seed >> 16) & 255}.${(seed >> 8) & 255}.${seed & 255}`,
  problems: () => [],
  codec: (_field, dialect) => addressCodec(dialect),
  describe: () => sameEverywhere({ anyOf: [text('ipv4'), text('ipv6')] }, '203.0.113.7'),
};
