import { types } from 'node:util';

import type { ColumnCodec, JsonValue } from '../column/column-codec.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import type { Row } from '../store/row.interface.js';

/** The members of a page that stand before `results`. */
export type Envelope = Readonly<Record<string, JsonValue>>;

/**
 * Makes JSON of rows: straight from what the driver gave, without objects on the way. Which members
 * are shown is said by their positions in `columns`, ascending.
 */
export class RowRenderer {
  /** What is written of a row, for each list of members that somebody wanted to see. */
  private readonly layouts = new WeakMap<readonly number[], readonly Cell[]>();
  private readonly positions: ReadonlyMap<string, number>;

  /** @param codecs - one for each of `columns` */
  constructor(
    private readonly columns: readonly FieldModel[],
    private readonly codecs: readonly ColumnCodec[],
    /** Whether an object is a resource of the endpoint, wherever a hook has put it. */
    private readonly isResource: (value: object) => boolean,
  ) {
    this.positions = new Map(columns.map(({ name }, at) => [name, at]));
  }

  /** One resource. */
  row(row: Row, shown: readonly number[]): string {
    return rowText(row, this.layout(shown));
  }

  /** The rows of a collection: a JSON array. */
  rows(rows: readonly Row[], shown: readonly number[]): string {
    const layout = this.layout(shown);
    let text = '';
    for (const row of rows) text += text === '' ? rowText(row, layout) : `,${rowText(row, layout)}`;
    return `[${text}]`;
  }

  /**
   * What a hook returned: a resource, or anything else that JSON can say. Members that the class
   * does not declare are the hook's own, and are always shown; `results` that it does not declare
   * are rows.
   */
  value(value: unknown, shown: readonly number[]): unknown {
    const plain = plainOf(value);
    if (Array.isArray(plain)) return plain.map((item) => this.value(item, shown));
    if (isLeaf(plain)) return leafValue(plain);
    const holdsRows = !this.positions.has('results') && hasResults(plain);
    return mapMembers(plain, (member, name) => {
      if (!this.isShown(name, shown)) return undefined;
      if (holdsRows && name === 'results') return this.value(member, shown);
      return this.inner(this.member(name, member), shown);
    });
  }

  /** As {@link value}, of the collection's hooks: all members but the rows are the hook's own. */
  collectionValue(value: unknown, shown: readonly number[]): unknown {
    if (!hasResults(value)) return this.value(value, shown);
    return mapMembers(value, (member, name) =>
      name === 'results' ? this.value(member, shown) : this.inner(member, shown),
    );
  }

  /** Most requests want to see one and the same list. */
  private layout(shown: readonly number[]): readonly Cell[] {
    const known = this.layouts.get(shown);
    if (known !== undefined) return known;
    const layout = shown.flatMap((at, place): readonly Cell[] => {
      const { name } = this.columns[at] ?? {};
      const codec = this.codecs[at];
      if (name === undefined || codec === undefined) return [];
      return [{ at, codec, lead: `${place === 0 ? '{' : ','}${JSON.stringify(name)}:` }];
    });
    this.layouts.set(shown, layout);
    return layout;
  }

  /** Resources of the endpoint show the same members, however a hook has wrapped them. */
  private inner(value: unknown, shown: readonly number[]): unknown {
    if (isLeaf(value)) return leafValue(value);
    if (this.isResource(value)) return this.value(value, shown);
    const plain = plainOf(value);
    if (Array.isArray(plain)) return plain.map((item) => this.inner(item, shown));
    if (isLeaf(plain)) return leafValue(plain);
    if (this.isResource(plain)) return this.value(plain, shown);
    return mapMembers(plain, (member) => this.inner(member, shown));
  }

  private isShown(name: string, shown: readonly number[]): boolean {
    const position = this.positions.get(name);
    return position === undefined || shown.includes(position);
  }

  private member(name: string, member: unknown): unknown {
    const codec = this.codecs[this.positions.get(name) ?? -1];
    if (codec === undefined || !isNative(member)) return member;
    return codec.toJson(member) satisfies JsonValue;
  }
}

/** One member of a row's text. */
interface Cell {
  /** In the row. */
  readonly at: number;
  /** What stands before the value: `{"title":`, `,"author":`. */
  readonly lead: string;
  readonly codec: ColumnCodec;
}

function rowText(row: Row, layout: readonly Cell[]): string {
  let text = layout.length === 0 ? '{' : '';
  for (const { at, lead, codec } of layout) {
    const raw = row[at];
    text += lead;
    text += raw === null || raw === undefined ? 'null' : codec.toText(raw);
  }
  return `${text}}`;
}

/** The values that JSON has no words for, or other ones than we use. */
function isNative(member: unknown): boolean {
  return member instanceof Date || typeof member === 'bigint';
}

/** What holds no members that JSON shows, or is written whole. */
function isLeaf(value: unknown): value is string | number | boolean | bigint | null | undefined {
  if (typeof value !== 'object' || value === null) return true;
  if (types.isDate(value) || types.isBoxedPrimitive(value) || ArrayBuffer.isView(value))
    return true;
  return (JSON as RawJson).isRawJSON(value);
}

/** JSON has no word for a `bigint`: it is a text, as in fields. */
function leafValue(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** What Node has, and the types of the language do not. */
type RawJson = typeof JSON & { isRawJSON: (value: unknown) => boolean };

/** A plain object of the members that JSON shows; those that become `undefined` are none. */
function mapMembers(value: object, change: (member: unknown, name: string) => unknown): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, change(member, name)]),
  );
}

/** An entity as an object of its members, as `JSON.stringify` would have it. */
function plainOf(value: unknown): unknown {
  const { toJSON } = (value ?? {}) as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}

/** What stands before the rows of a collection; `}` stands behind them. */
export function collectionLead(envelope: Envelope): string {
  const members = Object.entries(envelope).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`,
  );
  return `{${members.join('')}"results":`;
}

function hasResults(value: unknown): value is { readonly results: readonly unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'results' in value &&
    Array.isArray(value.results)
  );
}
