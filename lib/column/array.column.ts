import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { ElementModel, FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { PLAIN_FIELD } from '../model/plain-field.js';
import { asItIs } from './compared-columns.js';
import { type ColumnCodec, InvalidValue, type JsonValue } from './column-codec.interface.js';
import type { ColumnKind } from '../model/column-kind.js';
import type { ColumnType } from './column-type.interface.js';
import { nullable } from './nullable-schema.js';
import type { ValueDescription } from './value-description.interface.js';

/** Values, nulls, and arrays of them: PostgreSQL's arrays have up to six dimensions. */
type Elements<T> = readonly (T | null | Elements<T>)[];

const MOST_DIMENSIONS = 6;
const NOT_A_LIST = new InvalidValue('list_type', 'Input should be a valid list');
const TOO_DEEP = new InvalidValue(
  'list_depth',
  `Input should not nest lists deeper than ${MOST_DIMENSIONS}`,
);
const TEXTS: ElementModel = { type: 'text', constraints: {} };

function mapped<T, R>(elements: Elements<T>, map: (value: T) => R): Elements<R> {
  return elements.map((element) => {
    if (Array.isArray(element)) return mapped(element as Elements<T>, map);
    return element === null ? null : map(element as T);
  });
}

/** The element's refusals hold for each. */
function readElement(input: unknown, codec: ColumnCodec): unknown {
  const value = codec.parse(input);
  if (value instanceof InvalidValue) return value;
  const broken = codec.constraints.find((constraint) => !constraint.accepts(value));
  return broken === undefined ? value : new InvalidValue(broken.type, broken.msg);
}

function readList(input: unknown, codec: ColumnCodec, depth = 1): Elements<unknown> | InvalidValue {
  if (!Array.isArray(input)) return NOT_A_LIST;
  if (depth > MOST_DIMENSIONS) return TOO_DEEP;
  const values: unknown[] = [];
  for (const item of input as readonly unknown[]) {
    const value = readItem(item, codec, depth);
    if (value instanceof InvalidValue) return value;
    values.push(value);
  }
  return values;
}

function readItem(item: unknown, codec: ColumnCodec, depth: number): unknown {
  if (item === null) return null;
  return Array.isArray(item) ? readList(item, codec, depth + 1) : readElement(item, codec);
}

/** `{"a","b",NULL}`: what PostgreSQL reads an array from. */
function arrayLiteral(elements: Elements<string>): string {
  const items = elements.map((element) => {
    if (typeof element === 'string') return quoted(element);
    return element === null ? 'NULL' : arrayLiteral(element);
  });
  return `{${items.join(',')}}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `[1:2]=["a","b"]`: where its indices begin and end, and the text of each element in a JSON array. */
function selectedArray(column: string): string {
  return `coalesce(array_dims(${column}), '') || '=' || to_json(${column}::text[])::text`;
}

function storedElements(raw: unknown): Elements<string> {
  if (typeof raw !== 'string') return raw as Elements<string>;
  return JSON.parse(raw.slice(raw.indexOf('=') + 1)) as Elements<string>;
}

/** Two arrays of the same elements differ where their indices do. */
function placeOfArray(raw: unknown): string {
  const [bounds = ''] = /^\[[^=]*=/.exec(String(raw)) ?? [];
  return bounds + arrayLiteral(storedElements(raw));
}

function arrayCodec(codec: ColumnCodec, databaseType: string): ColumnCodec<Elements<unknown>> {
  const jsonOf = (raw: unknown): JsonValue => JSON.parse(codec.toText(raw)) as JsonValue;
  return {
    columnType: databaseType,
    constraints: [],
    selection: selectedArray,
    ormComparison: asItIs,
    parse: (input) => readList(input, codec),
    toDriver: (value) => arrayLiteral(mapped(value, (element) => String(codec.toDriver(element)))),
    toPlace: placeOfArray,
    fromDriver: (raw) => mapped(storedElements(raw), (text) => codec.fromDriver(text)),
    toJson: (value) => mapped(value, (element) => codec.toJson(element)),
    toText: (raw) => JSON.stringify(mapped(storedElements(raw), jsonOf)),
  };
}

const ONE_MORE: ValueSchema = { type: 'array', description: 'One more dimension.' };

/** PostgreSQL's types do not say how many dimensions there are: one is what people use. */
function dimensionsOf(element: ValueSchema): ValueSchema {
  return { type: 'array', items: { anyOf: [nullable(element), ONE_MORE] } };
}

function describeArray({ input, output, samples }: ValueDescription): ValueDescription {
  return {
    input: dimensionsOf(input),
    output: dimensionsOf(output),
    text: { type: 'string' },
    samples: samples.map((sample) => [sample]),
  };
}

/**
 * PostgreSQL's array, a JSON array of what its elements are alone.
 *
 * @param typeOf - of all kinds of columns, which are made with this one
 */
export function createArrayColumn(typeOf: (kind: ColumnKind) => ColumnType): ColumnType {
  const codecOf = ({ element = TEXTS }: FieldConstraints) =>
    typeOf(element.type).codec(fieldOf(element), 'postgresql');
  return {
    applicable: ['databaseType', 'element'],
    operators: ['isnull'],
    sortable: false,
    property: ({ element }) =>
      element === undefined
        ? 'unknown[]'
        : `(${typeOf(element.type).property(element.constraints)} | null)[]`,
    sample: ({ name, constraints: { element } }, seed) =>
      element === undefined
        ? []
        : [typeOf(element.type).sample({ ...fieldOf(element), name }, seed)].flatMap(
            (value) => value ?? [],
          ),
    problems: () => [],
    codec: ({ constraints }) =>
      arrayCodec(codecOf(constraints), constraints.databaseType ?? 'text[]'),
    describe: ({ constraints: { element = TEXTS } }) =>
      describeArray(typeOf(element.type).describe(fieldOf(element), 'postgresql')),
  };
}

/** What an array's elements are has no name and no column of its own. */
function fieldOf(element: ElementModel): FieldModel {
  return { name: '', column: '', ...PLAIN_FIELD, ...element };
}
