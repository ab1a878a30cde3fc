import type { Bound } from '../declare/field-options.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import { InvalidValue, type Constraint } from './column-codec.interface.js';

/** The constraints of whatever has an order, in the order in which they are reported. */
export const RANGE_CONSTRAINTS = ['ge', 'gt', 'le', 'lt'] as const;
export type RangeConstraint = (typeof RANGE_CONSTRAINTS)[number];

/** What JavaScript compares without loss; a float would be no rank of a decimal. */
export type Rank = number | bigint | string;

/** How a type reads a bound, and what stands for a value when it is compared. */
export interface ValueOrder<Value> {
  read(input: unknown): Value | InvalidValue;
  rank(value: Value): Rank;
  /** Where values are the integers of a range. */
  readonly integers?: IntegerRange;
}

/** The first and the last integer of a type. */
export interface IntegerRange {
  readonly least: bigint;
  readonly most: bigint;
}

/** A bound as declared, and as the type reads it. */
export interface ReadBound<Value> {
  readonly name: RangeConstraint;
  readonly declared: Bound;
  readonly value: Value | InvalidValue;
}

interface Comparison {
  readonly type: string;
  readonly words: string;
  holds(value: Rank, bound: Rank): boolean;
}

const COMPARISONS: Record<RangeConstraint, Comparison> = {
  ge: {
    type: 'greater_than_equal',
    words: 'greater than or equal to',
    holds: (value, bound) => value >= bound,
  },
  gt: { type: 'greater_than', words: 'greater than', holds: (value, bound) => value > bound },
  le: {
    type: 'less_than_equal',
    words: 'less than or equal to',
    holds: (value, bound) => value <= bound,
  },
  lt: { type: 'less_than', words: 'less than', holds: (value, bound) => value < bound },
};

/** The declared bounds of a field. */
export function readBounds<Value>(
  constraints: FieldConstraints,
  order: ValueOrder<Value>,
): readonly ReadBound<Value>[] {
  return RANGE_CONSTRAINTS.flatMap((name) => {
    const declared = constraints[name];
    return declared === undefined ? [] : [{ name, declared, value: order.read(declared) }];
  });
}

function printed(bound: Bound): string {
  return bound instanceof Date ? bound.toISOString() : String(bound);
}

/** The refusal of a value on the wrong side of a bound, in pydantic's words. */
export function rangeRefusal(name: RangeConstraint, bound: Bound): InvalidValue {
  const { type, words } = COMPARISONS[name];
  return new InvalidValue(type, `Input should be ${words} ${printed(bound)}`);
}

/** One constraint for each bound; what can't be read as a bound is `rangeProblems`'s to report. */
export function rangeConstraints<Value>(
  constraints: FieldConstraints,
  order: ValueOrder<Value>,
): readonly Constraint<Value>[] {
  return readBounds(constraints, order).flatMap(({ name, declared, value: bound }) => {
    if (bound instanceof InvalidValue) return [];
    const rank = order.rank(bound);
    const { type, msg } = rangeRefusal(name, declared);
    return [{ type, msg, accepts: (value) => COMPARISONS[name].holds(order.rank(value), rank) }];
  });
}
