import { getMetadataStorage } from 'class-validator';

import type { ColumnCodec, Constraint } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** Whether a value of a column, neither `null` nor missing, is one that its rules accept. */
export type ValueCheck = (value: unknown) => boolean;

/**
 * What class-validator would say of each column's values, where it knows no rules but those of the
 * columns. It sorts all rules of a class anew for every object, which is most of what a small body
 * costs to check; so it is asked only when there is something wrong to be put into words.
 *
 * @param type - with the rules of `model.inputs.create`
 * @returns `undefined` where there are rules that the application has added
 */
export function compiledChecks(
  type: new () => object,
  { columns, inputs }: EndpointModel,
  codecs: readonly ColumnCodec[],
): readonly ValueCheck[] | undefined {
  const checked = new Set(inputs.create);
  const rules = columns.map((_, at) => (checked.has(at) ? (codecs[at]?.constraints ?? []) : []));
  return rulesOf(type) === rules.flat().length ? rules.map(compiled) : undefined;
}

/** How many rules class-validator has for a class, whatever groups they are in. */
function rulesOf(type: new () => object): number {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', true, false).length;
}

function compiled(rules: readonly Constraint[]): ValueCheck {
  const [only] = rules;
  if (only === undefined) return () => true;
  if (rules.length === 1) return (value) => only.accepts(value);
  return (value) => rules.every((rule) => rule.accepts(value));
}
