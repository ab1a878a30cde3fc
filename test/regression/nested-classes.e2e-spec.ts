import { Expose, Transform, Type } from 'class-transformer';
import { ArrayUnique, IsOptional, IsString, ValidateNested } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

class Place {
  get summary() {
    return Object.keys(this).join();
  }
}

class Address extends Place {
  @IsOptional() @IsString() street?: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Address)
  parts?: Address[];

  @IsOptional() extra?: unknown;

  @IsOptional()
  @Type(() => Number)
  floor?: number;

  label() {
    return 'an address';
  }

  get upper() {
    return this.street?.toUpperCase();
  }

  set zip(zip: string) {
    this.street = zip;
  }
}

class Round {
  radius?: number;
  area() {
    return 3;
  }
}

@Endpoint('/customers', { table: 'nested_customers' })
class Customer extends RestEndpoint {
  @ValidateNested({ each: true })
  @Type(() => Address)
  @Field({ type: 'json', optional: true })
  branches?: Address[] | null;

  @Transform(({ value }: { value: unknown }) => value)
  @Field({ type: 'json', optional: true })
  notes?: unknown;

  @Type(() => Object, {
    discriminator: { property: 'kind', subTypes: [{ name: 'round', value: Round }] },
    keepDiscriminatorProperty: true,
  })
  @Field({ type: 'json', optional: true })
  shapes?: unknown;

  @ValidateNested()
  @Field({ type: 'json', optional: true })
  plain?: unknown;

  @ArrayUnique()
  @Field({ type: 'json', optional: true })
  tags?: unknown;

  @Transform(({ value }: { value: unknown }) => value)
  @Field({ type: 'string', optional: true })
  name?: string | null;
}

@Endpoint('/cities', { table: 'nested_cities' })
class City extends RestEndpoint {
  @Expose({ name: 'shown', toPlainOnly: true })
  @Field()
  title!: string;

  @Expose()
  @Field()
  country!: string;
}

const EACH = Array.from({ length: 100_000 }, (_, at) => at);
const LISTED = EACH.map(() => ({}));
const NAMED = Object.fromEntries(EACH.map((at) => [at.toString(36).padStart(4, 'x'), 0]));

/** Names of `Object.prototype`; the request is refused for `__proto__`. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter(
  (name) => name !== '__proto__',
);

describe.each(SERVERS)('a nested value that others read before its column on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Customer, City] });
    });
    afterAll(() => api.stop());

    it.each([
      ['objects in a list', 'branches', LISTED],
      ['objects within an object', 'branches', [{ parts: LISTED }]],
      ['elements that are none', 'branches', EACH],
      ['members', 'branches', [NAMED]],
      ['members for a transform', 'notes', NAMED],
      ['elements without a class', 'plain', EACH],
      ['elements to compare', 'tags', EACH],
    ])('has ten thousand members and elements at most: %s', async (_what, name, value) => {
      const answer = await api.post('/customers', { [name]: value });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([{ type: 'json_size', input: null }]);
      expect(answer.json.detail[0].loc[0]).toBe(name);
    });

    it('has ten thousand of them, and is stored', async () => {
      const tags = EACH.slice(0, 10_000);

      const made = await api.post('/customers', { tags, notes: tags });

      expect(made.json).toMatchObject({ tags, notes: tags });
    });

    it('of another type is refused by that, whatever it holds', async () => {
      const answer = await api.post('/customers', { name: NAMED });

      expect(answer.json.detail).toMatchObject([{ type: 'string_type', loc: ['name'] }]);
    });

    it.each([...INHERITED, 'label', 'upper', 'summary'])(
      'has no member %s that the instance would swallow',
      async (name) => {
        const answer = await api.post('/customers', `{"branches":[{},{"${name}":"x"}]}`);

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toMatchObject([
          { type: 'json_member', loc: ['branches', 1, name] },
        ]);
      },
    );

    it.each([
      ['branches', [{ parts: [{ label: 1 }] }], ['branches', 0, 'parts', 0, 'label']],
      ['branches', [{ extra: { valueOf: 1 } }], ['branches', 0, 'extra', 'valueOf']],
      ['branches', [{ floor: { valueOf: 1 } }], ['branches', 0, 'floor', 'valueOf']],
      ['notes', { a: [{ toString: 1 }] }, ['notes', 'a', 0, 'toString']],
      ['shapes', [{ kind: 'flat' }, { kind: 'round', area: 1 }], ['shapes', 1, 'area']],
      ['plain', { constructor: null }, ['plain', 'constructor']],
    ])('names the place of such a member in %s: %j', async (name, value, loc) => {
      const answer = await api.post('/customers', { [name]: value });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([{ type: 'json_member', loc }]);
    });

    it('is no matter of names that only answers would have', async () => {
      const made = await api.post('/cities', { title: 'Wien', country: 'AT' });

      expect(made.json).toMatchObject({ title: 'Wien', country: 'AT' });
    });

    it('has objects where one of their members chooses the class', async () => {
      const answer = await api.post('/customers', { shapes: [null] });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([{ type: 'json_type', loc: ['shapes', 0] }]);
    });

    it.each([
      ['branches', [{ extra: { label: 1, upper: 2 } }]],
      ['shapes', [{ kind: 'flat', area: 1 }]],
      ['plain', { toString: 1, label: 2 }],
      ['tags', [{ constructor: null, toString: 1 }]],
    ])('is stored as it is where nothing stands in the way: %s', async (name, value) => {
      const made = await api.post('/customers', { [name]: value });

      expect(made.status).toBe(201);
      expect(made.json[name]).toEqual(value);
    });
  });
});
