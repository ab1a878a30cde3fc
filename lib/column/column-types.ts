import type { FieldType } from '../declare/field-types.js';
import { bigintColumn } from './bigint.column.js';
import { booleanColumn } from './boolean.column.js';
import type { ColumnType } from './column-type.interface.js';
import { dateColumn } from './date.column.js';
import { datetimeColumn } from './datetime.column.js';
import { decimalColumn } from './decimal.column.js';
import { enumColumn } from './enum.column.js';
import { floatColumn } from './float.column.js';
import { intColumn } from './int.column.js';
import { ipaddressColumn } from './ipaddress.column.js';
import { jsonColumn } from './json.column.js';
import { stringColumn } from './string.column.js';
import { textColumn } from './text.column.js';
import { timeColumn } from './time.column.js';
import { uuidColumn } from './uuid.column.js';

/** A new field type does not compile until it is answered here. */
export const COLUMN_TYPES: Record<FieldType, ColumnType> = {
  string: stringColumn,
  text: textColumn,
  int: intColumn,
  bigint: bigintColumn,
  float: floatColumn,
  decimal: decimalColumn,
  boolean: booleanColumn,
  datetime: datetimeColumn,
  date: dateColumn,
  time: timeColumn,
  uuid: uuidColumn,
  ipaddress: ipaddressColumn,
  json: jsonColumn,
  enum: enumColumn,
};
