import { CATALOGUED_KINDS } from '../column/column-kinds.js';
import type { ColumnKind } from '../model/column-kind.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { MappedType } from './catalogue.interface.js';

/** A row of `pg_type`. */
export interface PostgresType {
  readonly oid: string;
  readonly name: string;
  /** With its schema, as SQL writes it. */
  readonly qualifiedName: string;
  /** `b` base, `c` composite, `d` domain, `e` enum, `p` pseudo, `r` range, `m` multirange. */
  readonly kind: string;
  readonly isArray: boolean;
  readonly element: string;
  /** Of a domain. */
  readonly base: string;
  readonly modifier: number;
  readonly notNull: boolean;
  /** JSON, of an enum. */
  readonly labels: string | null;
}

/** Types by their identity. */
export type PostgresTypes = ReadonlyMap<string, PostgresType>;

type MapType = (modifier: number) => MappedType;

const plain =
  (type: ColumnKind, constraints: FieldConstraints = {}): MapType =>
  () => ({ type, constraints });

const sized =
  (type: ColumnKind): MapType =>
  (modifier) => ({ type, constraints: modifier < 4 ? {} : { maxLength: modifier - 4 } });

/** Others may have stored whatever the database holds. */
const UNBOUNDED: FieldConstraints = { unbounded: true };

/**
 * Precision and scale are in the modifier; a scale may be negative, or larger than the precision.
 *
 * @see numeric_typmod_scale in PostgreSQL's `src/backend/utils/adt/numeric.c`
 */
const numeric: MapType = (modifier) => {
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  if (modifier < 4 || scale < 0 || scale > precision)
    return { type: 'numeric', constraints: UNBOUNDED };
  return { type: 'decimal', constraints: { precision, scale, ...UNBOUNDED } };
};

const OID: FieldConstraints = { ge: 0, le: 4_294_967_295 };

/** What the types in `lib/column` do not say of themselves, by the names in `pg_type`. */
const TYPES: ReadonlyMap<string, MapType> = new Map<string, MapType>([
  ['int2', plain('int', { ge: -32_768, le: 32_767 })],
  ['oid', plain('wide_int', OID)],
  ['timestamptz', plain('datetime', UNBOUNDED)],
  ['timestamp', plain('datetime', UNBOUNDED)],
  ['date', plain('date', UNBOUNDED)],
  ['time', plain('time', UNBOUNDED)],
  ['float4', plain('float', UNBOUNDED)],
  ['float8', plain('float', UNBOUNDED)],
  ['numeric', numeric],
  ['name', plain('string', { maxLength: 63 })],
  ['varchar', sized('string')],
  ['bpchar', sized('char')],
]);

function knownType(name: string): MapType | undefined {
  const kind = CATALOGUED_KINDS.get(name);
  return TYPES.get(name) ?? (kind && plain(kind));
}

/** Base types whose values have an order that people know. */
const ORDERED: ReadonlySet<string> = new Set([
  ...['timetz', 'interval', 'money', 'bit', 'varbit'],
  ...['inet', 'cidr', 'macaddr', 'macaddr8', 'pg_lsn'],
]);

/** @param typeName - with its modifiers, as SQL writes it */
export function mapPostgresType(
  type: PostgresType | undefined,
  column: { readonly modifier: number; readonly typeName: string },
  types: PostgresTypes,
): MappedType {
  if (type === undefined || type.kind === 'p') return { type: undefined, constraints: {} };
  if (type.kind === 'd') return mapDomain(type, column, types);
  if (type.isArray) return mapArray(type, column, types);
  const known = type.kind === 'b' ? knownType(type.name) : undefined;
  if (known) return known(column.modifier);
  const { typeName: databaseType } = column;
  if (type.kind === 'e' && type.labels !== null)
    return { type: 'enum', constraints: { values: JSON.parse(type.labels) as string[] } };
  const isOrdered = ORDERED.has(type.name) || type.kind === 'r' || type.kind === 'm';
  return { type: isOrdered ? 'ordered' : 'opaque', constraints: { databaseType } };
}

/** The modifier is the domain's: the column has none. */
function mapDomain(
  domain: PostgresType,
  { typeName }: { readonly typeName: string },
  types: PostgresTypes,
): MappedType {
  const { modifier } = domain;
  const base = types.get(domain.base);
  const { type, constraints } = mapPostgresType(base, { modifier, typeName }, types);
  const comparedAs = base?.kind === 'e' ? base.qualifiedName : constraints.comparedAs;
  return { type, constraints: { ...constraints, ...(comparedAs !== undefined && { comparedAs }) } };
}

function mapArray(
  array: PostgresType,
  { modifier, typeName }: { readonly modifier: number; readonly typeName: string },
  types: PostgresTypes,
): MappedType {
  const typeOfElement = typeName.replace(/\[\]$/, '');
  const element = mapPostgresType(
    types.get(array.element),
    { modifier, typeName: typeOfElement },
    types,
  );
  // Bytes are text within an array, and a list of JSON can't be told from one more dimension.
  const isText = element.type === 'bytes' || element.type === 'json';
  const type = isText ? 'opaque' : element.type;
  if (type === undefined) return { type: undefined, constraints: {} };
  return {
    type: 'array',
    constraints: { databaseType: typeName, element: { type, constraints: element.constraints } },
  };
}

/** Whether a domain, or one that it is made of, allows no null. */
export function forbidsNull(type: PostgresType | undefined, types: PostgresTypes): boolean {
  if (type?.kind !== 'd') return false;
  return type.notNull || forbidsNull(types.get(type.base), types);
}
