import type { DriverValue } from '../column/column-codec.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { Dialect } from '../model/dialect.js';
import type { CollectionQuery } from '../query/collection-query.js';
import type { QueryField } from '../query/collection-schema.js';
import type { ExactPlaces } from '../query/page.interface.js';
import { placeOf, type PlaceValue } from '../query/place.js';
import type { WrittenSql } from './collection-sql.js';
import { EXACT_VALUES, type ExactValues } from './exact-values.table.js';
import type { RowSql } from './row-sql.js';
import type { Row } from './row.interface.js';
import { quote } from './sql-syntax.js';
import { SqlWriter } from './sql-writer.js';

interface ExactPlacesParts {
  readonly rows: RowSql;
  readonly dialect: Dialect;
  readonly read: (written: WrittenSql) => Promise<readonly Row[]>;
}

/**
 * The places of those among some rows that the driver's values do not lead back to: who goes on from
 * there would come to the same rows again, or pass some over.
 *
 * @returns `undefined` where there are none
 * @throws {@link MalformedRequestError} where a row can't be found again
 */
export function exactPlaces(
  parts: ExactPlacesParts,
  query: CollectionQuery,
  rows: readonly Row[],
): Promise<ExactPlaces> | undefined {
  const exact = EXACT_VALUES[parts.dialect];
  if (exact === undefined) return undefined;
  const fields = query.ordering.map(({ field }) => field);
  const isRough = (value: unknown, at: number): boolean => {
    const codec = fields[at]?.codec;
    return codec !== undefined && exact.isRough(value, codec);
  };
  const rough = rows.filter((row) => placeOf(query, row).some(isRough));
  return rough.length === 0
    ? undefined
    : placesOf({ ...parts, fields, exact, isRough }, query, rough);
}

interface RoughPlacesParts extends ExactPlacesParts {
  /** Of the ordering. */
  readonly fields: readonly QueryField[];
  readonly exact: ExactValues;
  readonly isRough: (value: unknown, at: number) => boolean;
}

async function placesOf(
  parts: RoughPlacesParts,
  query: CollectionQuery,
  rows: readonly Row[],
): Promise<ExactPlaces> {
  const places = new Map<Row, readonly PlaceValue[]>();
  for (const row of rows) {
    const given = placeOf(query, row);
    const [found, another] = await parts.read(exactRow(parts, given));
    if (found === undefined || another !== undefined)
      throw new MalformedRequestError(
        'ordering: a row has a value that can not be gone on from; order by other fields',
      );
    const { exact, isRough } = parts;
    places.set(
      row,
      given.map((value, at) => (isRough(value, at) ? exact.read(found[at]) : value)),
    );
  }
  return places;
}

/** Reads the row once more, by its key; with another one where that may be given as the same. */
function exactRow(
  { rows, fields, dialect, exact, isRough }: RoughPlacesParts,
  given: readonly DriverValue[],
): WrittenSql {
  const writer = new SqlWriter(dialect);
  const bind = (value: DriverValue) => writer.bind(value);
  const columns = fields.map((_field, at) => `lightapi_place_${at}`);
  const selection = fields
    .map(({ column }, at) => `${exact.sql(quote(column))} as ${quote(columns[at] ?? '')}`)
    .join(', ');
  const key = rows.keyColumns.map((name) => {
    const at = fields.findIndex(({ column }) => column === name);
    const value = given[at] ?? null;
    if (value === null) return `${quote(name)} is null`;
    return isRough(value, at)
      ? exact.isGiven(quote(name), value, bind)
      : `${quote(name)} = ${bind(value)}`;
  });
  const sql = `select ${selection} from ${rows.table} where ${key.join(' and ')} limit 2`;
  return { sql, columns, parameters: writer.parameters };
}
