import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

class Address {
  @IsString() street!: string;
  @IsString() zip!: string;
}

@Endpoint('/customers', { table: 'ruled_customers' })
class Customer extends RestEndpoint {
  @Field({ type: 'json', optional: true })
  @ValidateNested()
  @Type(() => Address)
  address?: Address | null;

  @Field({ type: 'json', optional: true })
  @ValidateNested({ each: true })
  @Type(() => Address)
  branches?: Address[] | null;

  @Field({ default: 'person' }) kind!: string;

  @Field({ type: 'string', optional: true, maxLength: 9 })
  @ValidateIf(({ kind }: Customer) => kind === 'company')
  @IsNotEmpty()
  vat?: string | null;

  @Field({ type: 'string', optional: true })
  @ValidateIf((_customer, value) => value !== null)
  @IsNotEmpty()
  phone?: string | null;

  @Field({ type: 'string', optional: true })
  @IsOptional()
  @IsNotEmpty()
  email?: string | null;
}

/** What the transforms of careless programs look like. */
@Endpoint('/labels', { table: 'ruled_labels' })
class Label extends RestEndpoint {
  @Field({ maxLength: 9 })
  @Transform(({ value }: { value: string }) => value.trim())
  title!: string;

  @Field({ type: 'string', optional: true })
  @Transform(({ value }: { value: string }) => value.trim())
  subtitle?: string | null;

  @Field({ type: 'json', optional: true })
  @Transform(({ value }: { value: string[] }) => value.toSorted())
  @IsArray()
  tags?: unknown;
}

@Endpoint('/refusals', { table: 'ruled_refusals' })
class Refusal extends RestEndpoint {
  @Field()
  @Transform(() => {
    throw new Error('never');
  })
  title!: string;
}

const ADDRESS = { street: 'Rue', zip: '75' };

describe.each(SERVERS)('class-validator and class-transformer on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Customer, Label, Refusal] });
    });
    afterAll(() => api.stop());

    it('hold nested objects to the rules of their class, at their place', async () => {
      const answer = await api.post('/customers', {
        address: { street: 5 },
        branches: [ADDRESS, { ...ADDRESS, zip: 1 }],
      });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([
        { type: 'isString', loc: ['address', 'street'], input: 5 },
        { type: 'isString', loc: ['address', 'zip'], input: null },
        { type: 'isString', loc: ['branches', 1, 'zip'], input: 1 },
      ]);
    });

    it('store nested objects as they were sent', async () => {
      const made = await api.post('/customers', { address: ADDRESS, branches: [ADDRESS] });

      expect(made.json).toMatchObject({ address: ADDRESS, branches: [ADDRESS] });
    });

    it('hold the nested objects of a PATCH to all of their rules', async () => {
      const made = await api.post('/customers', {});

      const answer = await api.patch(`/customers/${made.json.id}`, {
        address: { street: 'Rue' },
        version: 1,
      });

      expect(answer.json.detail).toMatchObject([{ type: 'isString', loc: ['address', 'zip'] }]);
    });

    it('name twenty places of a list at most', async () => {
      const answer = await api.post('/customers', {
        branches: Array.from({ length: 500 }, () => ({})),
      });

      expect(answer.json.detail).toHaveLength(20);
    });

    it.each([{ kind: 'company' }, { kind: 'company', vat: null }, { kind: 'company', vat: '' }])(
      'ask for what a condition asks for: %o',
      async (body) => {
        const answer = await api.post('/customers', body);

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toMatchObject([{ type: 'isNotEmpty', loc: ['vat'] }]);
      },
    );

    it.each([{ kind: 'person' }, { phone: null }, { email: null }, { kind: 'company', vat: 'F1' }])(
      'ask for no optional member without a condition that holds: %o',
      async (body) => {
        expect((await api.post('/customers', body)).status).toBe(201);
      },
    );

    it('ask for conditional members in a PUT, and for none that a PATCH leaves alone', async () => {
      const made = await api.post('/customers', {});
      const at = `/customers/${made.json.id}`;

      expect((await api.put(at, { kind: 'company', version: 1 })).status).toBe(422);
      expect((await api.patch(at, { kind: 'company', version: 1 })).status).toBe(200);
    });

    it.each([
      [{ title: 5 }, 'string_type', 'title'],
      [{ title: null }, 'not_null', 'title'],
      [{ title: ' a ', subtitle: 5 }, 'string_type', 'subtitle'],
      [{ title: '  as long as it is ', subtitle: null }, 'string_too_long', 'title'],
      [{ title: 'a', tags: 5 }, 'isArray', 'tags'],
    ])('tell what is wrong where a transform throws: %o', async (body, type, member) => {
      const answer = await api.post('/labels', body);

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([{ type, loc: [member] }]);
    });

    it('store null where a transform knows none', async () => {
      const made = await api.post('/labels', { title: ' a ', subtitle: null, tags: ['b', 'a'] });

      expect(made.json).toMatchObject({ title: 'a', subtitle: null, tags: ['a', 'b'] });
    });

    it('store nothing that a transform refuses', async () => {
      expect((await api.post('/refusals', { title: 'a' })).status).toBe(500);
    });
  });
});
