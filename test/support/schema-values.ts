import fc, { type Arbitrary } from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Patterns that look ahead are of days and moments; formats say them too. */
const FORMATS: Readonly<Record<string, () => Arbitrary<string>>> = {
  date: () => moment().map((iso) => iso.slice(0, 10)),
  'date-time': moment,
  uuid: () => fc.uuid(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  email: () => fc.stringMatching(/^[a-z]{1,9}$/).map((name) => `${name}@example.com`),
};

const SPECIAL = ["'", '"', '%', '_', '\\', ',', '-', ' ', 'É', '😀', '<'];
const unit = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'X', 'Y', 'Z', '0', '1', '2') },
  fc.constantFrom(...SPECIAL),
);

/** Values that a schema allows. @param references - finds what `$ref` names */
export function valuesOf(schema: Schema, references: (ref: string) => Schema): Arbitrary<unknown> {
  if (typeof schema.$ref === 'string') return valuesOf(references(schema.$ref), references);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if (Array.isArray(schema.anyOf))
    return fc.oneof(...(schema.anyOf as Schema[]).map((one) => valuesOf(one, references)));
  const types = [schema.type ?? 'string'].flat() as string[];
  return fc.oneof(...types.map((type) => KINDS[type]?.(schema, references) ?? fc.constant(null)));
}

const KINDS: Readonly<
  Record<string, (schema: Schema, references: (ref: string) => Schema) => Arbitrary<unknown>>
> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: (schema) => fc.integer(bounds(schema)),
  number: (schema) => {
    const { min = -1e6, max = 1e6 } = bounds(schema);
    return fc.double({ min, max, noNaN: true }).filter((one) => one > min && one < max);
  },
  string: texts,
  array: (schema, references) => {
    const {
      items,
      prefixItems,
      minItems = 0,
      maxItems = 3,
    } = schema as {
      items?: Schema;
      prefixItems?: readonly Schema[];
      minItems?: number;
      maxItems?: number;
    };
    if (prefixItems) return fc.tuple(...prefixItems.map((item) => valuesOf(item, references)));
    const limits = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) };
    return fc.uniqueArray(valuesOf(items ?? {}, references), limits);
  },
  object: (schema, references) => {
    const { properties = {}, required = [] } = schema as {
      properties?: Record<string, Schema>;
      required?: string[];
    };
    const members = Object.entries(properties).map(
      ([name, member]) => [name, valuesOf(member, references)] as const,
    );
    return fc.record(Object.fromEntries(members), { requiredKeys: required });
  },
};

function bounds(schema: Schema): { min?: number; max?: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as Record<string, number>;
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1e-9;
  const most = exclusiveMaximum === undefined ? maximum : exclusiveMaximum - 1e-9;
  const whole = schema.type === 'integer' || [schema.type].flat().includes('integer');
  return {
    ...(least !== undefined && { min: whole ? Math.ceil(least) : least }),
    ...(most !== undefined && { max: whole ? Math.floor(most) : most }),
  };
}

function texts(schema: Schema): Arbitrary<string> {
  const {
    format = '',
    pattern,
    minLength = 0,
    maxLength = 12,
  } = schema as {
    format?: string;
    pattern?: string;
    minLength?: number;
    maxLength?: number;
  };
  const ofFormat = FORMATS[format];
  if (ofFormat) return ofFormat();
  const limits = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 12)) };
  if (pattern === undefined) return fc.string({ unit, ...limits });
  return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' }).filter(isStorable(limits));
}

const isStorable =
  ({ minLength, maxLength }: { minLength: number; maxLength: number }) =>
  (text: string) =>
    text.length >= minLength && text.length <= Math.max(maxLength, 40) && !text.includes('\0');

function moment(): Arbitrary<string> {
  return fc
    .date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString());
}
