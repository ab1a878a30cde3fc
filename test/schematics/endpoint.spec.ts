import { beforeAll, describe, expect, it } from 'vitest';

import { buildProgram } from '../support/cli-process.js';
import { runSchematic, workspace } from '../support/nest-workspace.js';

const ROOT_MODULE = `import { Module } from '@nestjs/common';
import { LightApiModule } from 'nestjs-lightapi';

@Module({ imports: [LightApiModule.forRoot({ endpoints: [Note] })] })
export class AppModule {}
`;

/** What the Nest CLI makes of `book "title:string price:decimal?"`. */
function generate(fields: string, options: object = {}, files: Record<string, string> = {}) {
  const [path, ...rest] = fields.split(' ');
  return runSchematic(
    'endpoint',
    { name: 'book', path, fields: rest, ...options },
    workspace({ '/src/app.module.ts': ROOT_MODULE, ...files }),
  );
}

describe('nest g endpoint', { timeout: 60_000 }, () => {
  beforeAll(buildProgram, 120_000);

  it('writes the class', async () => {
    const { tree } = await generate('title:string:200 price:decimal? published_at:datetime');

    expect(tree.readText('/src/book/book.endpoint.ts'))
      .toBe(`import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books')
export class Book extends RestEndpoint {
  @Field({ type: 'string', maxLength: 200 })
  title!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
  price?: string | null;

  @Field({ type: 'datetime' })
  published_at!: Date;
}
`);
  });

  it.each([
    ['state:enum:draft,live', "values: ['draft', 'live'] })\n  state!: 'draft' | 'live';"],
    ['price:decimal:12,4', "{ type: 'decimal', precision: 12, scale: 4 })\n  price!: string;"],
    ['data:json?', "{ type: 'json', optional: true })\n  data?: unknown;"],
    ['views:bigint', "{ type: 'bigint' })\n  views!: bigint;"],
    ['is_new:boolean', "{ type: 'boolean' })\n  is_new!: boolean;"],
  ])('reads %s', async (field, expected) => {
    const { tree } = await generate(field);

    expect(tree.readText('/src/book/book.endpoint.ts')).toContain(expected);
  });

  it('names the class in the list of forRoot', async () => {
    const { tree } = await generate('title:string');

    const module = tree.readText('/src/app.module.ts');
    expect(module).toContain('forRoot({ endpoints: [Note, Book] })');
    expect(module).toContain("import { Book } from './book/book.endpoint.js';");
  });

  it('names it in the nearest module, as an endpoint of a feature', async () => {
    const catalogue = '@Module({\n  providers: [],\n})\nexport class CatalogueModule {}\n';
    const files = { '/src/catalogue/catalogue.module.ts': catalogue };

    const { tree } = await generate('title:string', { name: 'catalogue/book' }, files);

    const module = tree.readText('/src/catalogue/catalogue.module.ts');
    expect(module).toContain('imports: [LightApiModule.forFeature([Book])]');
    expect(tree.readText('/src/app.module.ts')).toBe(ROOT_MODULE);
    expect(tree.readText('/test/book.e2e-spec.ts')).toContain(
      "from '../src/catalogue/book/book.endpoint.js'",
    );
  });

  it('adds to the features that are there', async () => {
    const module = ROOT_MODULE.replace('forRoot({ endpoints: [Note] })', 'forFeature([Note])');

    const { tree } = await generate('title:string', {}, { '/src/app.module.ts': module });

    expect(tree.readText('/src/app.module.ts')).toContain('forFeature([Note, Book])');
  });

  it.each([
    'forRoot()',
    "forRoot({ database: 'sqlite:app.db' })",
    'forRootAsync({ useFactory: () => ({}) })',
  ])('only loads the class where %s serves all that are loaded', async (root) => {
    const module = ROOT_MODULE.replace('forRoot({ endpoints: [Note] })', root);

    const { tree } = await generate('title:string', {}, { '/src/app.module.ts': module });

    const text = tree.readText('/src/app.module.ts');
    expect(text).toContain("import './book/book.endpoint.js';");
    expect(text).toContain(`imports: [LightApiModule.${root}]`);
  });

  it('only loads the class in a module below such a root', async () => {
    const files = {
      '/src/app.module.ts': ROOT_MODULE.replace('{ endpoints: [Note] }', ''),
      '/src/catalogue/catalogue.module.ts': '@Module({})\nexport class CatalogueModule {}\n',
    };

    const { tree } = await generate('title:string', { name: 'catalogue/book' }, files);

    expect(tree.readText('/src/catalogue/catalogue.module.ts')).toBe(
      "import './book/book.endpoint.js';\n\n@Module({})\nexport class CatalogueModule {}\n",
    );
  });

  it.each(['forRoot(options)', 'forRoot({ ...options })', 'forRoot({ endpoints })'])(
    'adds a feature beside %s, whose endpoints are elsewhere',
    async (root) => {
      const module = ROOT_MODULE.replace('forRoot({ endpoints: [Note] })', root);

      const { tree } = await generate('title:string', {}, { '/src/app.module.ts': module });

      expect(tree.readText('/src/app.module.ts')).toContain(
        `imports: [LightApiModule.${root}, LightApiModule.forFeature([Book])]`,
      );
    },
  );

  it('obeys --flat, --no-spec, --skip-import and names of two words', async () => {
    const options = { name: 'book-shelf', flat: true, spec: false, skipImport: true };

    const { tree } = await generate('title:string', options);

    const source = tree.readText('/src/book-shelf.endpoint.ts');
    expect(source).toContain("@Endpoint('/book-shelves')\nexport class BookShelf ");
    expect(tree.files).not.toContain('/test/book-shelf.e2e-spec.ts');
    expect(tree.readText('/src/app.module.ts')).toBe(ROOT_MODULE);
  });

  it.each([
    ['title:strin', /'title:strin': there is no field type 'strin'\. Did you mean 'string'\?/],
    ['title:varchar', /Did you mean 'string'\?/],
    ['title', /'title' is no field: write name:type, such as title:string/],
    ['1st:int', /a field's name is letters, digits and '_'/],
    ['version:int', /'version' is of every endpoint/],
    ['a:int a:text', /'a' is there twice/],
    ['state:enum', /'state:enum' needs values: state:enum:draft,live/],
    ['price:decimal:3,5', /'price:decimal:3,5': 3 digits in all are fewer than 5 after the point/],
    ['state:enum:a,b,a', /'state:enum:a,b,a': 'a' is there twice/],
    ['price:decimal:ten', /written as in price:decimal:10,2/],
    ['on:date:1', /nothing may follow the type but '\?'/],
    ['a:strin b:dat', /'strin'.*\n.*Did you mean 'date'/],
    ['', /needs fields, in quotes after its name/],
  ])('refuses the fields "%s"', async (fields, message) => {
    await expect(generate(fields)).rejects.toThrow(message);
  });

  it('does not write over an endpoint that is there', async () => {
    const files = { '/src/book/book.endpoint.ts': 'mine' };

    await expect(generate('title:string', {}, files)).rejects.toThrow(
      /\/src\/book\/book\.endpoint\.ts is there already; nothing was written/,
    );
  });
});
