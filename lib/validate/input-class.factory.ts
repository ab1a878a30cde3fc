import { inheritTransformationMetadata, inheritValidationMetadata } from '@nestjs/mapped-types';
import { ValidateBy } from 'class-validator';

import type { ColumnCodec, Constraint } from '../column/column-codec.interface.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { transformedProperties } from './transform-metadata.js';
import { compiledChecks, type ValueCheck } from './value-checks.js';

/** A class that class-validator knows the rules of an endpoint's body by. */
export interface InputClass {
  readonly type: new () => Record<string, unknown>;
  /** The members that have decorators of class-transformer: a body goes through that first. */
  readonly transformed: ReadonlySet<string>;
  /** For each column; `undefined` where class-validator has to be asked, as it knows other rules. */
  readonly checks: readonly ValueCheck[] | undefined;
}

/**
 * Makes the class: the constraints of `@Field`, then whatever decorators of class-validator and
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
  const name = `${model.name}Input`;
  const type = { [name]: class {} }[name] as InputClass['type'];
  for (const at of model.inputs.create)
    for (const constraint of codecs[at]?.constraints ?? [])
      rule(constraint)(type.prototype as object, model.columns[at]?.name ?? '');
  if (endpoint) inheritDecorators(endpoint, type, model);
  return {
    type,
    transformed: transformedProperties(type),
    checks: compiledChecks(type, model, codecs),
  };
}

function rule(constraint: Constraint): PropertyDecorator {
  const { type, msg } = constraint;
  return ValidateBy({
    name: type,
    validator: {
      validate: (value: unknown) => constraint.accepts(value),
      defaultMessage: () => msg,
    },
  });
}

function inheritDecorators(
  endpoint: EndpointClass,
  input: InputClass['type'],
  model: EndpointModel,
): void {
  const declared = new Set(model.inputs.create.map((at) => model.columns[at]?.name));
  const isDeclared = (property: string) => declared.has(property);
  inheritValidationMetadata(endpoint, input, isDeclared);
  inheritTransformationMetadata(endpoint, input, isDeclared);
}
