import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { EQUALITY_OPERATORS } from './filter-operators.js';
import { storedText, textCodec } from './text.codec.js';
import type { ValueDescription } from './value-description.interface.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const HEX_DIGITS = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/i;
const NOT_A_UUID = new InvalidValue('uuid_type', 'UUID input should be a string');
const MALFORMED = new InvalidValue(
  'uuid_parsing',
  'Input should be a valid UUID, 32 hexadecimal digits as 8-4-4-4-12',
);

/** On SQLite a type whose affinity is TEXT: `uuid` would be NUMERIC, which alters digits. */
const COLUMN_TYPES: Record<Dialect, string> = { postgresql: 'uuid', sqlite: 'char(36)' };

function readUuid(input: unknown): string | InvalidValue {
  if (typeof input !== 'string') return NOT_A_UUID;
  return UUID.test(input) ? input.toLowerCase() : MALFORMED;
}

/** SQLAlchemy stores the digits without hyphens in SQLite. */
function storedUuid(raw: unknown): string {
  return storedText(raw).toLowerCase().replace(HEX_DIGITS, '$1-$2-$3-$4-$5');
}

function uuidCodec(dialect: Dialect): ColumnCodec<string> {
  return {
    ...textCodec(COLUMN_TYPES[dialect]),
    parse: readUuid,
    fromDriver: storedUuid,
    toText: (raw) => JSON.stringify(storedUuid(raw)),
  };
}

const ANY_CASE = {
  type: 'string',
  format: 'uuid',
  pattern: UUID.source.replaceAll('a-f', 'a-fA-F'),
} as const;

const DESCRIPTION: ValueDescription = {
  input: ANY_CASE,
  output: { type: 'string', format: 'uuid' },
  text: ANY_CASE,
  samples: ['3b241101-e2bb-4255-8caf-4136c566a962'],
};

/** A UUID of any version, with hyphens and in lower case. */
export const uuidColumn: ColumnType = {
  applicable: [],
  operators: EQUALITY_OPERATORS,
  sortable: true,
  catalogued: ['uuid'],
  mergesKeys: true,
  property: () => 'string',
  sample: (_field, seed) => `00000000-0000-4000-8000-${seed.toString(16).padStart(12, '0')}`,
  problems: () => [],
  codec: (_field, dialect) => uuidCodec(dialect),
  describe: () => DESCRIPTION,
};
