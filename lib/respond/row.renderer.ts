import type { ColumnCodec, JsonValue } from '../column/column-codec.interface.js';
import type { FieldModel } from '../model/endpoint-model.interface.js';
import type { Row } from '../store/row.interface.js';

/** Makes JSON of rows: straight from what the driver gave, without objects on the way. */
export class RowRenderer {
  /** `{"title":`, `,"author":` …: what stands before each value. */
  private readonly leads: readonly string[];
  private readonly codecsByName: ReadonlyMap<string, ColumnCodec>;

  /** @param codecs - one for each of `columns` */
  constructor(
    columns: readonly FieldModel[],
    private readonly codecs: readonly ColumnCodec[],
  ) {
    this.leads = columns.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    this.codecsByName = new Map(
      columns.flatMap(({ name }, at) => {
        const codec = codecs[at];
        return codec ? [[name, codec] as const] : [];
      }),
    );
  }

  /** One resource. */
  row(row: Row): string {
    let text = '';
    for (const [at, lead] of this.leads.entries()) {
      const raw = row[at];
      const value = raw === null || raw === undefined ? 'null' : this.codecs[at]?.toText(raw);
      text += lead + (value ?? 'null');
    }
    return `${text}}`;
  }

  /** A collection. */
  collection(rows: readonly Row[]): string {
    return `{"results":[${rows.map((row) => this.row(row)).join(',')}]}`;
  }

  /** What a hook returned: a resource, a collection, or anything else that JSON can say. */
  value(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (typeof value !== 'object' || value === null) return value;
    if ('results' in value && Array.isArray(value.results))
      return { ...value, results: this.value(value.results) };
    if ('toJSON' in value) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.member(name, member)]),
    );
  }

  private member(name: string, member: unknown): unknown {
    const codec = this.codecsByName.get(name);
    if (codec === undefined || !isNative(member)) return member;
    return codec.toJson(member) satisfies JsonValue;
  }
}

/** The values that JSON has no words for, or other ones than we use. */
function isNative(member: unknown): boolean {
  return member instanceof Date || typeof member === 'bigint';
}
