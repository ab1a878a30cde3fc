import { patternWords } from '../column/schema-pattern.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';
import { usedClassValidator } from '../validate/decorator-packages.js';
import { transformedProperties } from '../validate/transform-metadata.js';

type Rule = (constraints: readonly unknown[], schema: ValueSchema) => ValueSchema;

const oneOf: Rule = ([values], { type }) =>
  Array.isArray(values)
    ? { enum: [type].flat().includes('null') ? [...(values as unknown[]), null] : values }
    : {};

/** The rules of class-validator that JSON Schema has a word for, by their names. */
const TEXTS: Readonly<Record<string, Rule | undefined>> = {
  isIn: oneOf,
  isEmail: () => ({ format: 'email' }),
  isUrl: () => ({ format: 'uri' }),
  isUuid: () => ({ format: 'uuid' }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: ([least]) => ({ minLength: least }),
  maxLength: ([most]) => ({ maxLength: most }),
  isLength: ([least, most]) => ({
    minLength: least,
    ...(most !== undefined && { maxLength: most }),
  }),
  matches: ([pattern, flags]) => patternOf(pattern, flags),
};

const NUMBERS: Readonly<Record<string, Rule | undefined>> = {
  isIn: oneOf,
  min: ([least]) => ({ minimum: least }),
  max: ([most]) => ({ maximum: most }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isNegative: () => ({ exclusiveMaximum: 0 }),
  isDivisibleBy: ([divisor]) => multiples(divisor),
};

const RULES: Readonly<Record<string, typeof TEXTS | undefined>> = {
  string: TEXTS,
  integer: NUMBERS,
  number: NUMBERS,
};

/** The schema of a member, with what class-validator's decorators ask of the property. */
export type MemberRules = (name: string, schema: ValueSchema) => ValueSchema;

/**
 * Rules that hold on a condition or in groups are left out, and all of a property that
 * class-transformer changes first.
 */
export function memberRules(endpoint: EndpointClass): MemberRules {
  const all = usedClassValidator()
    ?.getMetadataStorage()
    .getTargetValidationMetadatas(endpoint, endpoint.name, false, false);
  const rules = (all ?? []).filter(isUnconditional);
  const excepted = new Set(transformedProperties(endpoint));
  const isConditional = (name: string) =>
    rules.some((rule) => rule.propertyName === name && isCondition(rule));
  return (name, schema) => {
    if (excepted.has(name) || isConditional(name)) return schema;
    const known = RULES[[schema.type].flat().find((type) => type !== 'null') ?? ''] ?? {};
    return rules
      .filter(({ propertyName }) => propertyName === name)
      .map((rule) => known[rule.name ?? '']?.(rule.constraints, schema) ?? {})
      .reduce(joined, schema);
  };
}

/** The options of a rule: class-validator leaves undefined what is not given beside others. */
interface RuleOptions {
  readonly each?: boolean;
  readonly groups?: readonly string[];
  readonly validateIf?: unknown;
}

/** Whether a rule is asked of the member itself, and always. */
function isUnconditional({ each, groups = [], validateIf }: RuleOptions): boolean {
  return each !== true && groups.length === 0 && validateIf === undefined;
}

/** `@IsOptional` is none: it lets through what the field itself lets through. */
function isCondition({ type, name }: { type: string; name?: string }): boolean {
  return type === 'conditionalValidation' && name !== 'isOptional';
}

/** Both hold: a keyword that is there already is not written over. */
function joined(schema: ValueSchema, rule: ValueSchema): ValueSchema {
  const isTold = Object.entries(rule).every(([keyword, value]) => schema[keyword] === value);
  if (isTold) return schema;
  if (Object.keys(rule).every((keyword) => schema[keyword] === undefined))
    return { ...schema, ...rule };
  return { ...schema, allOf: [...((schema.allOf as ValueSchema[] | undefined) ?? []), rule] };
}

/** A text is read with the flags beside it, and so without `u` where there are none. */
function patternOf(pattern: unknown, flags: unknown): ValueSchema {
  if (pattern instanceof RegExp && typeof flags !== 'string') return patternWords(pattern);
  if (typeof pattern !== 'string') return {};
  try {
    return patternWords(new RegExp(pattern, typeof flags === 'string' ? flags : ''));
  } catch {
    return {}; // What is no pattern accepts nothing, and says so by itself.
  }
}

/** The rule looks at the whole part of the divisor, and never holds where that is 0. */
function multiples(divisor: unknown): ValueSchema {
  const multipleOf = Math.abs(Math.trunc(Number(divisor)));
  return multipleOf > 0 ? { multipleOf } : {};
}
