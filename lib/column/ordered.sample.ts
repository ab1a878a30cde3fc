import { readDecimal } from './decimal-value.js';
import type { Bound } from '../declare/field-options.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { JsonValue } from './column-codec.interface.js';
import type { SampleMaker } from './sample.interface.js';

/** A type whose values are whole numbers of some unit. */
interface Units {
  readonly least: bigint;
  readonly most: bigint;
  /** Where rows begin, unless a bound says otherwise. */
  readonly start: bigint;
  /** From one row to the next, where there is room. */
  readonly step: bigint;
  readonly of: (bound: Bound) => bigint;
  readonly print: (units: bigint) => JsonValue;
}

const MS_OF_DAY = 86_400_000n;
const MS_OF_HOUR = 3_600_000n;
/** 2024-01-01. */
const START = BigInt(Date.UTC(2024, 0, 1));
const FIRST_MOMENT = BigInt(Date.parse('0001-01-01T00:00:00.000Z'));
const LAST_MOMENT = BigInt(Date.parse('9999-12-31T23:59:59.999Z'));
const INT = 2n ** 31n;
const BIGINT = 2n ** 63n;

const integers = { start: 1n, step: 1n, of: (bound: Bound) => BigInt(bound as number) };
const printMoment = (units: bigint) => new Date(Number(units)).toISOString();
const moment = (bound: Bound) => BigInt(new Date(bound as string).getTime());
const moments = { least: FIRST_MOMENT, most: LAST_MOMENT, start: START, step: MS_OF_HOUR };

export const intSample = ordered(() => ({
  ...integers,
  least: -INT,
  most: INT - 1n,
  print: Number,
}));

export const bigintSample = ordered(() => ({
  ...integers,
  least: -BIGINT,
  most: BIGINT - 1n,
  print: String,
}));

export const datetimeSample = ordered(() => ({ ...moments, of: moment, print: printMoment }));

export const dateSample = ordered(() => ({
  least: FIRST_MOMENT / MS_OF_DAY,
  most: LAST_MOMENT / MS_OF_DAY,
  start: START / MS_OF_DAY,
  step: 1n,
  of: (bound) => moment(bound) / MS_OF_DAY,
  print: (units) => printMoment(units * MS_OF_DAY).slice(0, 10),
}));

export const timeSample = ordered(() => ({
  least: 0n,
  most: MS_OF_DAY - 1n,
  start: 8n * MS_OF_HOUR,
  step: 60_000n,
  of: (bound) => moment(`1970-01-01T${String(bound)}Z`),
  print: (units) => printMoment(units).slice(11, 23),
}));

export const decimalSample = ordered(({ precision = 38, scale = 10 }) => {
  const most = 10n ** BigInt(precision) - 1n;
  const one = 10n ** BigInt(scale);
  return {
    least: -most,
    most,
    start: one < most ? one : 1n,
    step: one < most ? one : 1n,
    of: (bound) => digitsOf(bound, { precision, scale }),
    print: (units) => withPoint(units, scale),
  };
});

function digitsOf(bound: Bound, shape: { precision: number; scale: number }): bigint {
  const read = readDecimal(typeof bound === 'bigint' ? String(bound) : bound, shape);
  return typeof read === 'string' ? BigInt(read.replace('.', '')) : 0n;
}

function withPoint(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const at = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return units < 0n ? `-${text}` : text;
}

function ordered(unitsOf: (constraints: FieldConstraints) => Units): SampleMaker {
  return ({ constraints }, seed) => {
    const units = unitsOf(constraints);
    const [least, most] = rangeOf(constraints, units);
    if (least > most) return undefined;
    return units.print(chosen(units, [least, most], BigInt(seed - 1)));
  };
}

function rangeOf({ ge, gt, le, lt }: FieldConstraints, units: Units): readonly [bigint, bigint] {
  const lows = [units.least, ...list(ge).map(units.of), ...list(gt).map((b) => units.of(b) + 1n)];
  const highs = [units.most, ...list(le).map(units.of), ...list(lt).map((b) => units.of(b) - 1n)];
  return [lows.reduce((a, b) => (a > b ? a : b)), highs.reduce((a, b) => (a < b ? a : b))];
}

function list(bound: Bound | undefined): Bound[] {
  return bound === undefined ? [] : [bound];
}

/** From `start` upwards where that is within the range, else from its low end; round and round. */
function chosen({ start, step }: Units, [least, most]: readonly [bigint, bigint], row: bigint) {
  const low = start >= least && start <= most ? start : least;
  const far = low + row * step;
  if (far <= most) return far;
  return least + (row % (most - least + 1n));
}
