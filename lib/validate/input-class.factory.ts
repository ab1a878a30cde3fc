import { inheritTransformationMetadata, inheritValidationMetadata } from '@nestjs/mapped-types';
import type { MetadataStorage } from 'class-validator';

import type { ColumnCodec, Constraint } from '../column/column-codec.interface.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { classValidator, usedClassValidator, usedTransformStorage } from './decorator-packages.js';
import { transformedProperties } from './transform-metadata.js';
import { type ColumnRules, compiledRules } from './value-checks.js';
import type { Reader } from './walked-value.js';

type ValidationMetadata = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];
type Type = new () => Record<string, unknown>;

/** What the rules of an endpoint's body are. */
export interface InputClass {
  /** A class that class-transformer knows. */
  readonly type: Type;
  /** The same, when class-validator has been told the rules. */
  readonly ruled: () => Type;
  /** Members as an instance of that, and the names of those that are `null`. */
  readonly shown: (members: object, nulls: ReadonlySet<string>) => object;
  /** The members that have decorators of class-transformer: a body goes through that first. */
  readonly transformed: ReadonlySet<string>;
  /** Who reads nested values of a member before its column does. */
  readonly readers: ReadonlyMap<string, Reader>;
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
  const transformed = transformedProperties(type);
  let made: Type | undefined;
  const ruled = () => (made ??= withRules(type, endpoint, { model, codecs, isDeclared }));
  return {
    type,
    ruled,
    shown: (members, nulls) =>
      Object.assign(Object.create(ruled().prototype as object) as object, members, {
        [NULLS]: nulls,
      }),
    transformed,
    readers: new Map([...(endpoint ? ruleReaders(endpoint) : []), ...transformerOf(transformed)]),
    checks:
      endpoint && hasOwnRules(endpoint, isDeclared) ? undefined : compiledRules(model, codecs),
  };
}

/** Where an instance says which of its members are `null`. */
const NULLS = Symbol('lightapi:nulls');

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
  const own = endpoint ? ownRules(endpoint) : [];
  for (const at of model.inputs.create) {
    const name = model.columns[at]?.name ?? '';
    for (const constraint of codecs[at]?.constraints ?? [])
      rule(constraint)(type.prototype as object, name);
    const rules = own.filter(({ propertyName }) => propertyName === name);
    classValidator().ValidateIf(isJudged(name, rules))(type.prototype as object, name);
  }
  if (endpoint) inheritValidationMetadata(endpoint, type, isDeclared);
  return type;
}

/**
 * When the rules of a member hold: where it has a value, and where it is `null` and its own
 * `@ValidateIf` says so, or `@IsDefined`. A condition that looks at the member itself, as for
 * `value !== null`, asks for none.
 */
function isJudged(name: string, rules: readonly ValidationMetadata[]) {
  const { CONDITIONAL_VALIDATION, IS_DEFINED } = classValidator().ValidationTypes;
  const conditions = rules.filter(({ type }) => type === CONDITIONAL_VALIDATION);
  const asks = conditions.length > 0 || rules.some(({ type }) => type === IS_DEFINED);
  return (members: { [NULLS]?: ReadonlySet<string> }, value: unknown): boolean => {
    if (value !== undefined) return true;
    if (!asks || members[NULLS]?.has(name) !== true) return false;
    return conditions.every(({ constraints: [holds] }) =>
      [undefined, null].every((none) => (holds as Condition)(members, none)),
    );
  };
}

/** What is given to `@ValidateIf`. */
type Condition = (members: object, value: unknown) => boolean;

/** What decorators of class-validator say of its properties, in whatever groups. */
function ownRules(endpoint: EndpointClass): readonly ValidationMetadata[] {
  const storage = usedClassValidator()?.getMetadataStorage();
  return storage?.getTargetValidationMetadatas(endpoint, '', false, false) ?? [];
}

/** Rules whose cost is no matter of a moment, however large the value. */
function ruleReaders(endpoint: EndpointClass): (readonly [string, Reader])[] {
  const rules = ownRules(endpoint);
  const unique = rules.filter(({ name }) => name === 'arrayUnique');
  const nested = rules.filter(({ type }) => type === 'nestedValidation');
  return [
    ...unique.map(({ propertyName }) => [propertyName, 'rules'] as const),
    ...nested.map(({ propertyName }) => [propertyName, 'nestedRules'] as const),
  ];
}

function transformerOf(transformed: ReadonlySet<string>): (readonly [string, Reader])[] {
  return [...transformed].map((name) => [name, 'transformer'] as const);
}

function hasOwnRules(endpoint: EndpointClass, isDeclared: RuleParts['isDeclared']): boolean {
  return ownRules(endpoint).some(({ propertyName }) => isDeclared(propertyName));
}

function rule(constraint: Constraint): PropertyDecorator {
  const { type, msg } = constraint;
  return classValidator().ValidateBy({
    name: type,
    validator: {
      validate: (value: unknown) => value === undefined || constraint.accepts(value),
      defaultMessage: () => msg,
    },
  });
}
