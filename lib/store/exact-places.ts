import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { Dialect } from '../model/dialect.js';
import type { CollectionQuery, OrderNode } from '../query/collection-query.js';
import type { ExactPlaces } from '../query/page.interface.js';
import { placeOf, type PlaceValue } from '../query/place.js';
import type { WrittenSql } from './collection-sql.js';
import { EXACT_VALUES, type ExactValues } from './exact-values.table.js';
import type { RowSql } from './row-sql.js';
import type { Row } from './row.interface.js';
import { quote } from './sql-syntax.js';

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
  const rough = rows.filter((row) => placeOf(query, row).some((value) => exact.isRough(value)));
  return rough.length === 0 ? undefined : placesOf({ ...parts, exact }, query, rough);
}

async function placesOf(
  parts: ExactPlacesParts & { readonly exact: ExactValues },
  query: CollectionQuery,
  rows: readonly Row[],
): Promise<ExactPlaces> {
  const places = new Map<Row, readonly PlaceValue[]>();
  for (const row of rows) {
    const written = exactRow(parts, query.ordering, row);
    const [found] = written === undefined ? [] : await parts.read(written);
    if (found === undefined)
      throw new MalformedRequestError(
        'ordering: a row has a value that can not be gone on from; order by other fields',
      );
    const given = placeOf(query, row);
    const { exact } = parts;
    places.set(
      row,
      given.map((value, at) => (exact.isRough(value) ? exact.read(found[at]) : value)),
    );
  }
  return places;
}

/** Reads the row once more, by its key; `undefined` where that is rounded itself: it may be another's. */
function exactRow(
  { rows, exact }: ExactPlacesParts & { readonly exact: ExactValues },
  ordering: readonly OrderNode[],
  row: Row,
): WrittenSql | undefined {
  const fields = ordering.map(({ field }) => field);
  const key = rows.keyColumns.map((name) => fields.find(({ column }) => column === name));
  const values = key.map((field) => field && row[field.position]);
  if (values.some((value) => typeof value === 'number' && exact.isRough(value))) return undefined;
  const columns = fields.map((_field, at) => `lightapi_place_${at}`);
  const selection = fields
    .map(({ column }, at) => `${exact.sql(quote(column))} as ${quote(columns[at] ?? '')}`)
    .join(', ');
  const sql = `select ${selection} from ${rows.table} where ${rows.hasKey(1)}`;
  return { sql, columns, parameters: values as WrittenSql['parameters'] };
}
