import type { OrderNode } from '../query/collection-query.js';
import type { KeysetPosition } from '../query/page.interface.js';
import { BytesOfText, type PlaceValue } from '../query/place.js';
import { compared, quote } from './sql-syntax.js';
import type { SqlWriter } from './sql-writer.js';

/** The same ordering from its end. */
export function reversedOrdering(ordering: readonly OrderNode[]): readonly OrderNode[] {
  return ordering.map(({ field, descending, nulls }) => ({
    field,
    descending: !descending,
    nulls: nulls === 'first' ? 'last' : 'first',
  }));
}

/**
 * `"books"."author", "books"."price" desc nulls last, "books"."id"`; nulls only where there can be
 * some. A bare name would be the result's, which is the text of a bigint.
 *
 * @param table - its name, quoted
 */
export function orderingSql(ordering: readonly OrderNode[], table: string): string {
  return ordering
    .map(({ field, descending, nulls }) => {
      const direction = `${table}.${quote(field.column)}${descending ? ' desc' : ''}`;
      return field.nullable ? `${direction} nulls ${nulls}` : direction;
    })
    .join(', ');
}

/**
 * The condition that a row comes after a place in the ordering: it is behind in the first field, or
 * equal there and behind in the second, and so on. The bound on the first field alone follows from
 * it, and is what lets a database walk an index on that field.
 */
export function keysetSql(
  ordering: readonly OrderNode[],
  { values, inclusive }: KeysetPosition,
  writer: SqlWriter,
): string {
  const places = ordering.map((node, at): Place => ({ node, value: values[at] ?? null }));
  const alternatives = places.flatMap((place, at) => {
    if (!hasBehind(place)) return [];
    const equal = places.slice(0, at).map((before) => equalSql(before, writer));
    return [[...equal, behindSql(place, writer)].join(' and ')];
  });
  if (inclusive) alternatives.push(places.map((place) => equalSql(place, writer)).join(' and '));
  if (alternatives.length === 0) return '1 = 0';
  const behind = `(${alternatives.map((sql) => `(${sql})`).join(' or ')})`;
  const [first] = places;
  const bound = first && places.length > 1 ? boundSql(first, writer) : undefined;
  return bound === undefined ? behind : `${behind} and ${bound}`;
}

interface Place {
  readonly node: OrderNode;
  readonly value: PlaceValue;
}

function bound(value: PlaceValue, writer: SqlWriter): string {
  return value instanceof BytesOfText
    ? `cast(${writer.bind(value.bytes)} as text)`
    : writer.bind(value);
}

function equalSql({ node: { field }, value }: Place, writer: SqlWriter): string {
  return value === null
    ? `${quote(field.column)} is null`
    : `${compared(field)} = ${bound(value, writer)}`;
}

/** Nothing is behind the nulls that come last. */
function hasBehind({ node, value }: Place): boolean {
  return value !== null || isNullFirst(node);
}

/** Where no null is expected SQLite may have one in a key, and no word puts it last. */
function isNullFirst({ field, nulls, descending }: OrderNode): boolean {
  return field.nullable ? nulls === 'first' : !descending;
}

function behindSql({ node, value }: Place, writer: SqlWriter): string {
  if (value === null) return `${quote(node.field.column)} is not null`;
  return orNull(
    `${compared(node.field)} ${node.descending ? '<' : '>'} ${bound(value, writer)}`,
    node,
  );
}

/** Equal to the place in this field, or behind; `undefined` where that is no bound at all. */
function boundSql({ node, value }: Place, writer: SqlWriter): string | undefined {
  const { field } = node;
  if (value === null) return isNullFirst(node) ? undefined : `${quote(field.column)} is null`;
  return orNull(
    `${compared(field)} ${node.descending ? '<=' : '>='} ${bound(value, writer)}`,
    node,
  );
}

function orNull(behind: string, { field, nulls }: OrderNode): string {
  return field.nullable && nulls === 'last'
    ? `(${behind} or ${quote(field.column)} is null)`
    : behind;
}
