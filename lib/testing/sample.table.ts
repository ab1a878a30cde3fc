import type { ColumnKind } from '../model/column-kind.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { floatSample } from './float.sample.js';
import {
  bigintSample,
  dateSample,
  datetimeSample,
  decimalSample,
  intSample,
  timeSample,
} from './ordered.sample.js';
import type { SampleMaker } from './sample.interface.js';
import { textSample } from './text.sample.js';

/** Of the database's own types we know only that they are text to us. */
const none: SampleMaker = () => undefined;

/** A new kind does not compile until it is answered here. */
export const SAMPLES: Record<ColumnKind, SampleMaker> = {
  string: textSample,
  text: textSample,
  char: textSample,
  int: intSample,
  wide_int: intSample,
  bigint: bigintSample,
  float: floatSample,
  decimal: decimalSample,
  numeric: (_field, seed) => `${seed}.5`,
  boolean: (_field, seed) => seed % 2 === 1,
  datetime: datetimeSample,
  date: dateSample,
  time: timeSample,
  uuid: (_field, seed) => `00000000-0000-4000-8000-${seed.toString(16).padStart(12, '0')}`,
  json: ({ name }, seed) => ({ [name]: seed }),
  enum: ({ constraints: { values = [] } }, seed) => values[(seed - 1) % values.length],
  bytes: (_field, seed) => Buffer.from(`row ${seed}`).toString('base64'),
  array: (field, seed) => arraySample(field, seed),
  any: ({ name }, seed) => `${name} ${seed}`,
  ordered: none,
  opaque: none,
};

function arraySample(field: FieldModel, seed: number) {
  const { element } = field.constraints;
  if (element === undefined) return [];
  const value = SAMPLES[element.type]({ ...field, ...element }, seed);
  return value === undefined ? [] : [value];
}
