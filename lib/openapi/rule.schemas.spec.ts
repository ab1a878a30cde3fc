import { Transform } from 'class-transformer';
import * as rules from 'class-validator';
import { describe, expect, it } from 'vitest';

import type { ValueSchema } from '../declare/value-schema.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import { memberRules } from './rule.schemas.js';

const TEXT = { type: 'string' } as const;
const NUMBER = { type: 'number' } as const;
const NULLABLE = { type: ['integer', 'null'] } as const;

/** What a member's schema is with decorators on its property. */
function ruled(schema: ValueSchema, ...decorators: readonly PropertyDecorator[]): ValueSchema {
  class Thing extends RestEndpoint {}
  for (const decorate of decorators) decorate(Thing.prototype, 'member');
  return memberRules(Thing)('member', schema);
}

describe('a rule of class-validator', () => {
  it.each([
    [TEXT, rules.IsEmail(), { format: 'email' }],
    [TEXT, rules.IsEmail({}, { message: 'an e-mail, please' }), { format: 'email' }],
    [TEXT, rules.IsUrl(), { format: 'uri' }],
    [TEXT, rules.IsUUID(), { format: 'uuid' }],
    [TEXT, rules.IsNotEmpty(), { minLength: 1 }],
    [TEXT, rules.MinLength(2), { minLength: 2 }],
    [TEXT, rules.MaxLength(9), { maxLength: 9 }],
    [TEXT, rules.Length(2, 9), { minLength: 2, maxLength: 9 }],
    [TEXT, rules.Length(2), { minLength: 2 }],
    [TEXT, rules.Matches(/^a/), { pattern: '^a' }],
    [TEXT, rules.IsIn(['a', 'b']), { enum: ['a', 'b'] }],
    [NUMBER, rules.Min(1), { minimum: 1 }],
    [NUMBER, rules.Max(5), { maximum: 5 }],
    [NUMBER, rules.IsPositive(), { exclusiveMinimum: 0 }],
    [NUMBER, rules.IsNegative(), { exclusiveMaximum: 0 }],
    [TEXT, rules.Matches(/^a/, { message: 'an a, please' }), { pattern: '^a' }],
    [TEXT, rules.Matches('^a'), { pattern: '^a' }],
    [TEXT, rules.Matches('^.$', 'u'), { pattern: '^.$' }],
    [TEXT, rules.Matches(/^.$/u), { pattern: '^.$' }],
    [NUMBER, rules.IsDivisibleBy(3), { multipleOf: 3 }],
    [NUMBER, rules.IsDivisibleBy(-2), { multipleOf: 2 }],
    [NUMBER, rules.IsDivisibleBy(2.5), { multipleOf: 2 }],
    [NULLABLE, rules.IsIn([1, 2]), { enum: [1, 2, null] }],
    [NULLABLE, rules.Min(1), { minimum: 1 }],
  ] as [ValueSchema, PropertyDecorator, object][])(
    'of %j becomes words of JSON Schema (%#)',
    (schema, decorator, words) => {
      expect(ruled(schema, decorator)).toEqual({ ...schema, ...words });
    },
  );

  it.each([
    ['flags', TEXT, [rules.Matches(/^a/i)]],
    ['flags beside', TEXT, [rules.Matches('^a', 'i')]],
    ['what is invalid with u', TEXT, [rules.Matches(/^\d\-\d$/)]],
    ['what means something else with u', TEXT, [rules.Matches('^.$')]],
    ['a divisor that has no multiples', NUMBER, [rules.IsDivisibleBy(0.1)]],
    ['another type', NUMBER, [rules.MinLength(1)]],
    ['a condition', TEXT, [rules.IsEmail(), rules.ValidateIf(() => false)]],
    ['a condition of its own', TEXT, [rules.IsEmail({}, { validateIf: () => false })]],
    ['a group', TEXT, [rules.IsEmail({}, { groups: ['admin'] })]],
    ['each item', TEXT, [rules.IsEmail({}, { each: true })]],
    ['another value, made before', TEXT, [rules.IsEmail(), Transform(() => 'a@b.example')]],
    ['no such word', TEXT, [rules.IsMongoId()]],
    ['the rules of a nested class', {}, [rules.ValidateNested()]],
    ['each of a nested class', {}, [rules.ValidateNested({ each: true, message: 'no' })]],
  ] as [string, ValueSchema, PropertyDecorator[]][])(
    'is left out for %s',
    (_why, schema, decorators) => {
      expect(ruled(schema, ...decorators)).toEqual(schema);
    },
  );

  it('stands beside what the field says', () => {
    const schema = { ...TEXT, minLength: 3 };

    expect(ruled(schema, rules.MinLength(5))).toEqual({ ...schema, allOf: [{ minLength: 5 }] });
  });

  it('holds where the member may be left out', () => {
    const schema = ruled(TEXT, rules.IsOptional(), rules.IsEmail());

    expect(schema).toEqual({ ...TEXT, format: 'email' });
  });
});
