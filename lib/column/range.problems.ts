import type { FieldModel } from '../model/field-model.interface.js';
import { InvalidValue } from './column-codec.interface.js';
import { readBounds, type ReadBound, type ValueOrder } from './range.constraints.js';
import { withArticle } from './with-article.js';

interface PlacedBound<Value> extends ReadBound<Value> {
  readonly value: Value;
}

function isPlaced<Value>(bound: ReadBound<Value>): bound is PlacedBound<Value> {
  return !(bound.value instanceof InvalidValue);
}

function unreadable<Value>(field: FieldModel, bound: ReadBound<Value>): readonly string[] {
  if (!(bound.value instanceof InvalidValue)) return [];
  const type = withArticle(field.type);
  return [`'${bound.name}' can't bound ${type} (${bound.value.msg}); give a value of the field`];
}

function contradictions<Value>(
  bounds: readonly PlacedBound<Value>[],
  order: ValueOrder<Value>,
): readonly string[] {
  const lower = bounds.filter(({ name }) => name === 'ge' || name === 'gt');
  const upper = bounds.filter(({ name }) => name === 'le' || name === 'lt');
  return lower.flatMap((low) =>
    upper
      .filter((high) => leavesNothing(low, high, order))
      .map((high) => `no value satisfies both '${low.name}' and '${high.name}'; change one`),
  );
}

function leavesNothing<Value>(
  low: PlacedBound<Value>,
  high: PlacedBound<Value>,
  order: ValueOrder<Value>,
): boolean {
  if (order.integers !== undefined) return lastInteger(low, order) > lastInteger(high, order);
  const [least, most] = [order.rank(low.value), order.rank(high.value)];
  return low.name === 'ge' && high.name === 'le' ? least > most : least >= most;
}

/** The integer nearest to a bound that the bound lets through. */
function lastInteger<Value>({ name, value }: PlacedBound<Value>, order: ValueOrder<Value>): bigint {
  const rank = BigInt(order.rank(value));
  if (name === 'gt') return rank + 1n;
  return name === 'lt' ? rank - 1n : rank;
}

/** A bound at the end of the type, with nothing behind it. */
function endings<Value>(
  bounds: readonly PlacedBound<Value>[],
  order: ValueOrder<Value>,
): readonly string[] {
  const { integers } = order;
  if (integers === undefined) return [];
  return bounds
    .filter((bound) => {
      const last = lastInteger(bound, order);
      return last < integers.least || last > integers.most;
    })
    .map(
      ({ name }) =>
        `no value satisfies '${name}': the type has ${integers.least} to ${integers.most}; change it`,
    );
}

/** What is wrong with `ge`, `gt`, `le` and `lt`: unreadable bounds, and bounds that contradict. */
export function rangeProblems<Value>(
  field: FieldModel,
  order: ValueOrder<Value>,
): readonly string[] {
  const bounds = readBounds(field.constraints, order);
  return [
    ...bounds.flatMap((bound) => unreadable(field, bound)),
    ...contradictions(bounds.filter(isPlaced), order),
    ...endings(bounds.filter(isPlaced), order),
  ];
}
