import 'reflect-metadata';

import { Script } from 'node:vm';

import { Transform } from 'class-transformer';
import { IsDefined, IsEmail, MinLength } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { codecOf } from '../column/codec-of.js';
import type { Dialect } from '../model/dialect.js';
import { Endpoint, type EndpointClass } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import type { InputValidatorParts } from './checked-input.interface.js';
import { createInputClass } from './input-class.factory.js';
import { InputValidator } from './input.validator.js';

@Endpoint('/samples')
class Sample extends RestEndpoint {
  @Field({ minLength: 2, maxLength: 4, pattern: '^[a-z😀]+$' }) a_string!: string;
  @Field({ type: 'text', minLength: 1, optional: true }) a_text?: string | null;
  @Field({ ge: -1, lt: 10 }) an_int!: number;
  @Field({ type: 'bigint', gt: 0n, default: 7 }) a_bigint!: bigint;
  @Field({ type: 'float', gt: -0.5, le: 1.5 }) a_float!: number;
  @Field({ type: 'decimal', precision: 6, scale: 2, ge: '0.10', le: 99 }) a_decimal!: string;
  @Field({ type: 'boolean', optional: true }) a_boolean?: boolean | null;
  @Field({ ge: '2020-01-01T00:00:00Z' }) a_datetime!: Date;
  @Field({ type: 'date', lt: '2030-01-01', default: '2026-02-03' }) a_date!: string;
  @Field({ type: 'time', ge: '08:00' }) a_time!: string;
  @Field({ type: 'uuid', optional: true }) a_uuid?: string | null;
  @Field({ type: 'json' }) a_json!: unknown;
  @Field({ type: 'enum', values: ['draft', 'done'], default: 'draft' }) an_enum!: string;
}

@Endpoint('/transformed')
class Transformed extends RestEndpoint {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @Field({ minLength: 2 })
  a_string!: string;

  @Field({ le: 10 }) an_int!: number;
}

@Endpoint('/explosive')
class Explosive extends RestEndpoint {
  @Field({ pattern: '^(a+)+$' }) code!: string;
}

const VALUES = [
  ...['', 'a', 'ab', 'abcd', 'abcde', '😀😀', ' ab ', 'AB', 'draft', 'gone', '\0', '\ud800'],
  ...[
    null,
    true,
    false,
    0,
    -1,
    -2,
    1,
    1.5,
    9,
    10,
    0.1,
    1e21,
    '0.10',
    '0.09',
    '99',
    '99.00',
    '99.01',
  ],
  ...['1', '0', '007.5', '1.005', '-1', '9223372036854775807', 2 ** 53],
  ...['2020-01-01T00:00:00Z', '2019-12-31T23:59:59.999Z', '2029-12-31', '2030-01-01', '08:00'],
  ...['07:59:59.9', '0199d3ad-5b1c-7cf1-a1c3-2f0d7d1f00ab', [], {}, [null], { a: [1] }],
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...VALUES) },
  fc.string({ maxLength: 6, unit: 'binary' }),
  fc.double(),
  fc.integer({ min: -3, max: 12 }),
  fc.jsonValue(),
);

/** A body that nothing is wrong with, so that what is put into it stands out. */
const SOUND = {
  ...{ a_string: 'abc', an_int: 3, a_bigint: '12', a_float: 0.5, a_decimal: '12.50' },
  ...{ a_datetime: '2026-01-31T09:30:00Z', a_time: '12:30', a_json: { a: 1 }, a_text: 'x' },
};

const body = fc
  .record(
    Object.fromEntries(
      [...Object.keys(SOUND), 'a_date', 'an_enum', 'other'].map((name) => [name, value]),
    ),
    {
      requiredKeys: [],
    },
  )
  .chain((odd) => fc.constantFrom({ ...SOUND, ...odd }, odd, ...single(odd)));

const DIALECTS: readonly Dialect[] = ['sqlite', 'postgresql'];

describe('a body', () => {
  it.each(DIALECTS.flatMap((dialect) => [Sample, Transformed].map((of) => [of, dialect] as const)))(
    'of %o on %s is judged as class-validator judges it',
    async (endpoint, dialect) => {
      const parts = partsOf(endpoint, dialect);
      const { inputClass } = parts;
      const quick = new InputValidator(parts);
      const asked = new InputValidator({
        ...parts,
        inputClass: { ...inputClass, checks: undefined },
      });
      const mode = fc.constantFrom('create', 'replace', 'change');
      const kept = fc.uniqueArray(fc.nat(parts.model.columns.length - 1)).map((at) => new Set(at));

      expect(inputClass.checks).toBeDefined();
      await fc.assert(
        fc.asyncProperty(body, mode, kept, async (sent, purpose, keeping) => {
          const checked = await quick.check(sent, purpose, keeping);

          expect(checked).toEqual(await asked.check(sent, purpose, keeping));
        }),
        { numRuns: 1000 },
      );
    },
    60_000,
  );

  it('that is right is judged at once, in every mode', () => {
    const validator = new InputValidator(partsOf(Sample, 'postgresql'));

    for (const mode of ['create', 'replace', 'change'] as const)
      expect(validator.check(SOUND, mode)).toMatchObject({ problems: [] });
  });

  it.each([IsEmail(), IsDefined(), MinLength(3, { groups: ['admin'] })])(
    'is shown to class-validator where the application has a rule of its own (%#)',
    (rule) => {
      class Own extends Sample {}
      rule(Own.prototype, 'a_text');
      Endpoint('/own')(Own);

      const { inputClass } = partsOf(Own, 'sqlite');

      expect(inputClass.checks).toBeUndefined();
    },
  );

  it('that breaks a rule of the application is refused, though its columns would take it', async () => {
    class Mailbox extends Sample {}
    IsEmail()(Mailbox.prototype, 'a_text');
    Endpoint('/mailboxes')(Mailbox);
    const validator = new InputValidator(partsOf(Mailbox, 'sqlite'));

    const { problems } = await validator.check(SOUND, 'create');

    expect(problems).toMatchObject([{ type: 'isEmail', loc: ['a_text'] }]);
  });
});

describe('a text that no pattern can judge in time', () => {
  it('is tested once for each pattern, though the answer says what is wrong', async () => {
    const tests = vi.spyOn(Script.prototype, 'runInContext');
    onTestFinished(() => {
      tests.mockRestore();
    });
    const validator = new InputValidator(partsOf(Explosive, 'sqlite'));

    const { problems } = await validator.check({ code: 'a'.repeat(40) + '!' }, 'create');

    expect(problems).toMatchObject([{ type: 'string_pattern_mismatch', loc: ['code'] }]);
    expect(tests).toHaveBeenCalledTimes(1);
  });
});

function partsOf(endpoint: EndpointClass, dialect: Dialect): InputValidatorParts {
  const { models, problems } = buildEndpointModels([endpoint], undefined);
  const model = models.get(endpoint);
  if (model === undefined) throw new TypeError(problems.join());
  const codecs = model.columns.map((field) => codecOf(field, dialect));
  const inputClass = createInputClass(endpoint, model, codecs);
  return { model, codecs, inputClass, unknownMembers: 'reject' };
}

/** The sound body with one member at a time of another. */
function single(odd: object): object[] {
  return Object.entries(odd).map(([name, member]) => ({ ...SOUND, [name]: member as unknown }));
}
