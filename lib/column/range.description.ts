import type { Bound } from '../declare/field-options.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import { RANGE_CONSTRAINTS } from './range.constraints.js';

/** What a type itself holds. */
interface TypeBounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** JSON Schema's words for the bounds of numbers: one for each end. */
export function numberBounds(
  { ge, gt, le, lt }: FieldConstraints,
  { minimum, maximum }: TypeBounds = {},
): Record<string, number> {
  const bounds = {
    ...(gt === undefined ? { minimum: ge ?? minimum } : { exclusiveMinimum: gt }),
    ...(lt === undefined ? { maximum: le ?? maximum } : { exclusiveMaximum: lt }),
  };
  const given = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  return Object.fromEntries(given.map(([word, bound]) => [word, Number(bound)]));
}

/**
 * The bounds in words, where JSON Schema has none: for texts that have an order.
 *
 * @param type - what the type itself holds
 */
export function boundWords(
  { ge, gt, le, lt }: FieldConstraints,
  type: Pick<FieldConstraints, 'ge' | 'le'> = {},
): { description?: string } {
  const words = [
    ['at least', gt === undefined ? (ge ?? type.ge) : ge],
    ['more than', gt],
    ['at most', lt === undefined ? (le ?? type.le) : le],
    ['less than', lt],
  ] as const;
  const given = words.flatMap(([word, bound]) =>
    bound === undefined ? [] : [`${word} ${boundText(bound)}`],
  );
  return given.length === 0 ? {} : { description: `${given.join(', ')}.` };
}

/** Numbers in and near the bounds, to look for an example among. */
export function numberSamples(constraints: FieldConstraints): number[] {
  const bounds = RANGE_CONSTRAINTS.flatMap((name) => constraints[name] ?? []).map(Number);
  return [1, ...bounds.flatMap((bound) => [bound, bound + 1, bound - 1])];
}

/** The bounds themselves, as declared. */
export function boundSamples(constraints: FieldConstraints): Bound[] {
  return RANGE_CONSTRAINTS.flatMap((name) => constraints[name] ?? []);
}

function boundText(bound: Bound): string {
  return bound instanceof Date ? bound.toISOString() : String(bound);
}
