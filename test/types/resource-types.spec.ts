import { describe, expectTypeOf, it } from 'vitest';

import {
  type ChangeInput,
  type Collection,
  type CreateInput,
  type EndpointService,
  Field,
  LightApiModule,
  type ReplaceInput,
  type Resource,
  RestEndpoint,
} from '../../lib/index.js';
import { Author } from '../fixtures/author.endpoint.js';
import { Book } from '../fixtures/book.endpoint.js';
import type { DynamicModule } from '@nestjs/common';

describe('the types of a class', () => {
  it('Resource has every member, null for optional ones, and the automatic members', () => {
    expectTypeOf<Resource<Book>['title']>().toEqualTypeOf<string>();
    expectTypeOf<Resource<Book>['price']>().toEqualTypeOf<string | null>();
    expectTypeOf<Resource<Book>['copies']>().toEqualTypeOf<bigint | null>();
    expectTypeOf<Resource<Book>['published_at']>().toEqualTypeOf<Date | null>();
    expectTypeOf<Resource<Book>['created_at']>().toEqualTypeOf<Date>();
    expectTypeOf<Resource<Book>['version']>().toEqualTypeOf<number>();
  });

  it('Resource has none of the methods of the class', () => {
    expectTypeOf<Resource<Book>>().not.toHaveProperty('list');
    expectTypeOf<Resource<Book>>().not.toHaveProperty('scope');
    expectTypeOf<keyof Resource<Author>>().toEqualTypeOf<
      'name' | 'id' | 'created_at' | 'updated_at' | 'version'
    >();
  });

  it('CreateInput demands what is not optional, and knows no automatic member', () => {
    expectTypeOf<{ title: string }>().toExtend<CreateInput<Book>>();
    expectTypeOf<{ title: string; price: null }>().toExtend<CreateInput<Book>>();
    expectTypeOf<{ price: string }>().not.toExtend<CreateInput<Book>>();
    expectTypeOf<{ title: number }>().not.toExtend<CreateInput<Book>>();
    expectTypeOf<CreateInput<Book>>().not.toHaveProperty('version');
  });

  it('ReplaceInput is that with the version', () => {
    expectTypeOf<{ title: string; version: number }>().toExtend<ReplaceInput<Book>>();
    expectTypeOf<{ title: string }>().not.toExtend<ReplaceInput<Book>>();
    expectTypeOf<{ version: number }>().not.toExtend<ReplaceInput<Book>>();
  });

  it('ChangeInput demands the version alone', () => {
    expectTypeOf<{ version: number }>().toExtend<ChangeInput<Book>>();
    expectTypeOf<{ version: number; title: string }>().toExtend<ChangeInput<Book>>();
    expectTypeOf<{ title: string }>().not.toExtend<ChangeInput<Book>>();
  });
});

describe('what of a class is no member', () => {
  class Parcel extends RestEndpoint {
    @Field() weight!: number;
    @Field({ exclude: true }) protected cost!: number;

    constructor(private readonly scales: { weigh(): number }) {
      super();
    }

    weighed() {
      return this.scales.weigh();
    }
  }

  it('is neither asked for nor given, where it is protected or private', () => {
    type Automatic = 'id' | 'created_at' | 'updated_at' | 'version';

    expectTypeOf<keyof Resource<Parcel>>().toEqualTypeOf<'weight' | Automatic>();
    expectTypeOf<keyof CreateInput<Parcel>>().toEqualTypeOf<'weight'>();
    expectTypeOf<{ weight: number; version: number }>().toExtend<ReplaceInput<Parcel>>();
  });
});

describe('EndpointService of a class', () => {
  const use = (program: (books: EndpointService<Book>) => unknown) => program;

  it('gives resources of the class', () => {
    expectTypeOf<EndpointService<Book>['list']>().returns.resolves.toEqualTypeOf<
      Collection<Book>
    >();
    expectTypeOf<EndpointService<Book>['retrieve']>().returns.resolves.toEqualTypeOf<
      Resource<Book>
    >();
    expectTypeOf<EndpointService<Book>['unscoped']>().toEqualTypeOf<EndpointService<Book>>();
  });

  it('refuses to create what the class does not declare', () => {
    use((books) => books.create({ title: 'Emma', price: '9.00' }));
    // @ts-expect-error -- the title is missing
    use((books) => books.create({ price: '9.00' }));
    // @ts-expect-error -- a decimal is a text
    use((books) => books.create({ title: 'Emma', price: 9 }));
    // @ts-expect-error -- there is no such field
    use((books) => books.create({ title: 'Emma', pages: 9 }));
    // @ts-expect-error -- the version is not the program's to set
    use((books) => books.create({ title: 'Emma', version: 1 }));
  });

  it('refuses to update without version, or to replace in part', () => {
    use((books) => books.update(1, { version: 1, price: null }, { partial: true }));
    use((books) => books.update('1', { version: 1, title: 'Emma' }));
    // @ts-expect-error -- the version is missing
    use((books) => books.update(1, { title: 'Emma' }));
    // @ts-expect-error -- the title is missing
    use((books) => books.update(1, { version: 1 }));
    // @ts-expect-error -- the key is not the program's to change
    use((books) => books.update(1, { version: 1, id: 2 }, { partial: true }));
  });

  it('gives read-only resources', () => {
    // @ts-expect-error -- a resource is what was read
    use(async (books) => ((await books.retrieve(1)).title = 'Emma'));
  });
});

describe('LightApiModule', () => {
  it('is a module at once of classes, and a promise of one of patterns', () => {
    const ofClasses = () => LightApiModule.forRoot({ endpoints: [Book, Author] });
    const ofPatterns = () => LightApiModule.forRoot({ endpoints: ['dist/**/*.endpoint.js', Book] });
    const ofFeature = () => LightApiModule.forFeature([Book]);

    expectTypeOf(ofClasses).returns.toEqualTypeOf<DynamicModule>();
    expectTypeOf(ofPatterns).returns.toEqualTypeOf<Promise<DynamicModule>>();
    expectTypeOf(ofFeature).returns.toEqualTypeOf<DynamicModule>();
  });

  it('takes endpoint classes only', () => {
    // @ts-expect-error -- a Date is no endpoint
    const wrong = () => LightApiModule.forFeature([Date]);

    expectTypeOf(wrong).toBeFunction();
  });
});
