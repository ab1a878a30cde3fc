import type { FieldDeclaration } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import type { FieldConstraints, FieldModel, Reference } from './field-model.interface.js';
import { typeOfField } from './field-declaration.check.js';
import { columnNameOf } from './table-name.js';
import { textPattern } from './text-pattern.js';

/** A declared field, as a member and a column. */
export function declaredField(
  field: FieldDeclaration,
  reference: Reference | undefined,
): FieldModel {
  const { options } = field;
  return Object.freeze({
    name: field.name,
    column: columnNameOf(field.name),
    type: typeOfField(field) ?? 'string',
    constraints: Object.freeze(constraintsOf(options)),
    optional: options.optional ?? false,
    defaultValue: defaultOf(options),
    constantDefault: isConstantDefault(options),
    unique: options.unique ?? false,
    index: options.index ?? false,
    reference,
    read: options.read,
    write: options.write,
  });
}

const CONSTRAINT_NAMES = [
  'minLength',
  'maxLength',
  'ge',
  'gt',
  'le',
  'lt',
  'precision',
  'scale',
  'values',
] as const satisfies (keyof FieldOptions & keyof FieldConstraints)[];

/** The constraints among the options. */
export function constraintsOf(options: FieldOptions): FieldConstraints {
  const constraints: Record<string, unknown> = {};
  for (const name of CONSTRAINT_NAMES)
    if (options[name] !== undefined) constraints[name] = options[name];
  if (options.decimalPlaces !== undefined) constraints.scale = options.decimalPlaces;
  if (options.pattern !== undefined) constraints.pattern = patternOf(options.pattern);
  return constraints;
}

function patternOf(pattern: RegExp | string): RegExp {
  return typeof pattern === 'string' ? textPattern(pattern) : new RegExp(pattern);
}

/** What makes the declared default. */
export function defaultOf({ default: given }: FieldOptions): (() => unknown) | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'function') return given as () => unknown;
  return () => given;
}

/** Whether the declared default is always the same. */
export function isConstantDefault({ default: given }: FieldOptions): boolean {
  return given !== undefined && typeof given !== 'function';
}
