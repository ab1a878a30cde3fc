import { inheritTransformationMetadata, inheritValidationMetadata } from '@nestjs/mapped-types';

import type { ColumnCodec, Constraint } from '../column/column-codec.interface.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { classValidator, usedClassValidator, usedTransformStorage } from './decorator-packages.js';
import { transformedProperties } from './transform-metadata.js';
import { type ColumnRules, compiledRules } from './value-checks.js';

type Type = new () => Record<string, unknown>;

/** What the rules of an endpoint's body are. */
export interface InputClass {
  /** A class that class-transformer knows. */
  readonly type: Type;
  /** The same, when class-validator has been told the rules. */
  readonly ruled: () => Type;
  /** The members that have decorators of class-transformer: a body goes through that first. */
  readonly transformed: ReadonlySet<string>;
  /** For each column; `undefined` where class-validator has to be asked, as it knows other rules. */
  readonly checks: readonly ColumnRules[] | undefined;
}

/**
 * Gathers the rules: the constraints of `@Field`, then whatever decorators of class-validator and
 * class-transformer are on the endpoint's properties. The endpoint class itself is never
 * instantiated for a body, as its constructor is for injection.
 *
 * @param codecs - of `model.columns`
 */
export function createInputClass(
  endpoint: EndpointClass | undefined,
  model: EndpointModel,
  codecs: readonly ColumnCodec[],
): InputClass {
  const declared = new Set(model.inputs.create.map((at) => model.columns[at]?.name));
  const isDeclared = (property: string) => declared.has(property);
  const name = `${model.name}Input`;
  const type = { [name]: class {} }[name] as Type;
  if (endpoint && usedTransformStorage()) inheritTransformationMetadata(endpoint, type, isDeclared);
  let ruled: Type | undefined;
  return {
    type,
    ruled: () => (ruled ??= withRules(type, endpoint, { model, codecs, isDeclared })),
    transformed: transformedProperties(type),
    checks:
      endpoint && hasOwnRules(endpoint, isDeclared) ? undefined : compiledRules(model, codecs),
  };
}

/** What the rules of a class are made of. */
interface RuleParts {
  readonly model: EndpointModel;
  readonly codecs: readonly ColumnCodec[];
  readonly isDeclared: (property: string) => boolean;
}

function withRules(
  type: Type,
  endpoint: EndpointClass | undefined,
  { model, codecs, isDeclared }: RuleParts,
): Type {
  for (const at of model.inputs.create)
    for (const constraint of codecs[at]?.constraints ?? [])
      rule(constraint)(type.prototype as object, model.columns[at]?.name ?? '');
  if (endpoint) inheritValidationMetadata(endpoint, type, isDeclared);
  return type;
}

/** Whether decorators of class-validator are on its properties, in whatever groups. */
function hasOwnRules(endpoint: EndpointClass, isDeclared: RuleParts['isDeclared']): boolean {
  const rules = usedClassValidator()
    ?.getMetadataStorage()
    .getTargetValidationMetadatas(endpoint, '', false, false);
  return rules?.some(({ propertyName }) => isDeclared(propertyName)) === true;
}

function rule(constraint: Constraint): PropertyDecorator {
  const { type, msg } = constraint;
  return classValidator().ValidateBy({
    name: type,
    validator: {
      validate: (value: unknown) => constraint.accepts(value),
      defaultMessage: () => msg,
    },
  });
}
