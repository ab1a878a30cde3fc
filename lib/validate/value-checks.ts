import type { ColumnCodec, Constraint } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** The rules that a body is held to at one column: of values that are neither `null` nor missing. */
export interface ColumnRules {
  /** Whether all of them accept a value. */
  readonly accept: (value: unknown) => boolean;
  /** Those that don't, in their order. */
  readonly broken: (value: unknown) => Constraint[];
}

/**
 * What class-validator would say of each column's values, where it knows no rules but those of the
 * columns. It sorts all rules of a class anew for every object, which is most of what a small body
 * costs to check, and loading it is a fifth of what a start costs.
 */
export function compiledRules(
  { columns, inputs }: EndpointModel,
  codecs: readonly ColumnCodec[],
): readonly ColumnRules[] {
  const checked = new Set(inputs.create);
  return columns.map((_, at) => {
    const rules = checked.has(at) ? (codecs[at]?.constraints ?? []) : [];
    return {
      accept: compiled(rules),
      broken: (value) => rules.filter((rule) => !rule.accepts(value)),
    };
  });
}

function compiled(rules: readonly Constraint[]): ColumnRules['accept'] {
  const [only] = rules;
  if (only === undefined) return () => true;
  if (rules.length === 1) return (value) => only.accepts(value);
  return (value) => rules.every((rule) => rule.accepts(value));
}
