import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import type {
  InputModel,
  KeyModel,
  TimestampModel,
  VersionModel,
} from './endpoint-model.interface.js';
import type { FieldModel } from './field-model.interface.js';
import { nameProblems } from './name-list.check.js';
import type { ColumnOrigin, ReflectedTable } from './reflected-table.interface.js';
import type { Reflection } from './reflection.interface.js';
import { DIALECT_FACTS } from './dialect-facts.js';

/** What the columns of a reflected table are for. */
export interface ReflectedRoles {
  readonly key: KeyModel;
  readonly timestamps: TimestampModel;
  readonly version: VersionModel | undefined;
  readonly inputs: InputModel;
  /** Why nothing can be written; `undefined` where it can. */
  readonly readOnly: string | undefined;
  /** Each goes on after the endpoint's name. */
  readonly problems: readonly string[];
}

interface RoleParts {
  readonly table: ReflectedTable;
  readonly columns: readonly FieldModel[];
  readonly options: EndpointOptions;
  readonly dialect: Reflection['dialect'];
}

/** @param columns - the members, some of the table's columns */
export function reflectedRoles(parts: RoleParts): ReflectedRoles {
  const { table, columns } = parts;
  const readOnly = whyReadOnly(parts);
  const at = keyNames(parts)
    .map((name) => columns.findIndex((field) => field.column === name))
    .filter((position) => position !== -1);
  const key: KeyModel = { at, maker: makerOf(parts, at) };
  const problems = keyProblems(parts, at);
  if (readOnly !== undefined) return { ...READ_ONLY, key, readOnly, problems };
  const timestamps = {
    created: timestampOf(parts, 'created_at'),
    updated: timestampOf(parts, 'updated_at'),
  };
  const version = versionOf(parts);
  if (typeof version === 'string')
    return { ...READ_ONLY, key, readOnly, problems: [...problems, version] };
  const reserved = [
    timestamps.created,
    timestamps.updated,
    version.kind === 'column' ? version.at : undefined,
  ];
  const settable = [...columns.keys()].filter(
    (position) => !reserved.includes(position) && originOf(table, columns[position]) !== 'database',
  );
  const update = settable.filter((position) => !at.includes(position));
  const create = key.maker === 'client' ? settable : update;
  return { key, timestamps, version, inputs: { create, update }, readOnly, problems };
}

const READ_ONLY = {
  timestamps: { created: undefined, updated: undefined },
  version: undefined,
  inputs: { create: [], update: [] },
} as const;

function originOf(table: ReflectedTable, field: FieldModel | undefined): ColumnOrigin {
  return table.columns.find(({ name }) => name === field?.column)?.origin ?? 'client';
}

function namedKey({ options: { primaryKey } }: RoleParts): readonly string[] | undefined {
  return typeof primaryKey === 'object' ? primaryKey : undefined;
}

/** The columns of the key: the table's, else those that the options name. */
function keyNames(parts: RoleParts): readonly string[] {
  const { table, columns } = parts;
  if (table.primaryKey.length > 0) {
    const isWhole = table.primaryKey.every((name) => columns.some(({ column }) => column === name));
    return isWhole ? table.primaryKey : [];
  }
  return (namedKey(parts) ?? []).map(
    (name) => columns.find((field) => field.name === name)?.column ?? name,
  );
}

function whyReadOnly({ table, columns }: RoleParts): string | undefined {
  if (table.kind === 'view') return `'${table.name}' is a view`;
  if (table.primaryKey.length === 0) return `the table '${table.name}' has no primary key`;
  const hidden = table.primaryKey.find((name) => !columns.some(({ column }) => column === name));
  return hidden && `the key '${hidden}' of the table '${table.name}' is no member`;
}

function keyProblems(parts: RoleParts, at: readonly number[]): string[] {
  const { table, columns, options } = parts;
  const named = namedKey(parts);
  if (named !== undefined && table.primaryKey.length === 0) {
    const members = columns.map(({ name }) => name);
    return nameProblems('primaryKey', named, members);
  }
  if (named !== undefined && named.join() !== table.primaryKey.join())
    return [
      `'primaryKey' is ${named.join(', ')}, but the primary key of the table '${table.name}' is ${table.primaryKey.join(', ')}. Leave it out.`,
    ];
  const [first = -1, ...others] = at;
  const type = columns[first]?.type ?? '';
  if (options.primaryKey === 'uuid' && (others.length > 0 || !HOLDS_UUIDS.has(type)))
    return [
      `'primaryKey' is 'uuid', but the key of '${table.name}' is no column of UUIDs or texts. Leave it out.`,
    ];
  return [];
}

const HOLDS_UUIDS: ReadonlySet<string> = new Set(['uuid', 'string', 'text']);

/** A default of a key that is one column makes keys; in one of several it is a value like others. */
function makerOf({ table, columns, options }: RoleParts, at: readonly number[]): KeyModel['maker'] {
  if (options.primaryKey === 'uuid') return 'uuid';
  const [first = -1, ...others] = at;
  const isMade = others.length === 0 && originOf(table, columns[first]) !== 'client';
  return isMade ? 'database' : 'client';
}

function timestampOf({ table, columns }: RoleParts, name: string): number | undefined {
  const at = columns.findIndex(({ column }) => column === name);
  const field = columns[at];
  return field?.type === 'datetime' && originOf(table, field) !== 'database' ? at : undefined;
}

/** What can be counted up. */
const COUNTERS: ReadonlySet<string> = new Set(['int', 'bigint', 'wide_int']);

const AUTOMATIC = 'version';

/** A text is what is wrong. */
function versionOf(parts: RoleParts): VersionModel | string {
  const { columns, options, dialect } = parts;
  const { versionField = AUTOMATIC } = options;
  const behind = columns.length;
  const at = columns.findIndex(({ name }) => name === versionField);
  if (at !== -1 && isCounter(parts, columns[at])) return { kind: 'column', at };
  const { rowVersion } = DIALECT_FACTS[dialect];
  if (rowVersion !== undefined && versionField === rowVersion)
    return { kind: rowVersion, at: behind };
  if (options.versionField === undefined || versionField === false)
    return { kind: 'state', at: behind };
  if (at !== -1)
    return `'versionField' is '${versionField}', which is no column of integers that are never null and that we may set. Name another, or leave it out.`;
  const [problem] = nameProblems(
    'versionField',
    [versionField],
    columns.map(({ name }) => name),
  );
  return problem ?? '';
}

function isCounter({ table }: RoleParts, field: FieldModel | undefined): boolean {
  if (field === undefined || field.optional || !COUNTERS.has(field.type)) return false;
  return originOf(table, field) !== 'database' && !table.primaryKey.includes(field.column);
}
