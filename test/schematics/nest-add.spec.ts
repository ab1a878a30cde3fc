import { beforeAll, describe, expect, it } from 'vitest';

import { buildProgram } from '../support/cli-process.js';
import { contents, runSchematic, workspace } from '../support/nest-workspace.js';

interface PackageFile {
  readonly dependencies: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

describe('nest add', { timeout: 60_000 }, () => {
  beforeAll(buildProgram, 120_000);

  it('starts the application on Fastify', async () => {
    const { tree } = await runSchematic('nest-add', {}, workspace());

    expect(tree.readText('/src/main.ts')).toContain(`
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';`);
    expect(tree.readText('/src/main.ts')).toContain(`
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter(lightApiFastifyOptions()),
  );
`);
  });

  it('keeps the options that the application is created with', async () => {
    const main = 'const app = await NestFactory.create(AppModule, { cors: true });\n';

    const { tree } = await runSchematic('nest-add', {}, workspace({ '/src/main.ts': main }));

    expect(tree.readText('/src/main.ts')).toContain(
      '(AppModule, new FastifyAdapter(lightApiFastifyOptions()), { cors: true });',
    );
  });

  it('moves the e2e tests of the application to Fastify', async () => {
    const { tree } = await runSchematic('nest-add', {}, workspace());

    expect(tree.readText('/test/app.e2e-spec.ts')).toContain(`
  const app = module.createNestApplication(
    new FastifyAdapter(lightApiFastifyOptions()),
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
`);
  });

  it('opens the database in the module, with a first endpoint and its test', async () => {
    const { tree } = await runSchematic('nest-add', {}, workspace());

    expect(tree.readText('/src/app.module.ts')).toContain(`
  imports: [
    LightApiModule.forRoot({
      database: process.env.LIGHTAPI_DATABASE_URL ?? 'sqlite:app.db',
      endpoints: [Note],
    }),
  ],
`);
    expect(tree.files).toEqual(
      expect.arrayContaining(['/src/note/note.endpoint.ts', '/test/note.e2e-spec.ts']),
    );
    expect(tree.readText('/.gitignore')).toContain('app.db*');
  });

  it.each([
    ['no imports', '@Module({ providers: [] })', 'providers: [], imports: [LightApiModule'],
    ['nothing in it', '@Module({})', '@Module({\n  imports: [LightApiModule'],
    ['one import', '@Module({ imports: [A] })', 'imports: [A, LightApiModule.forRoot({'],
    ['imports in lines', '@Module({\n  imports: [\n    A,\n  ],\n})', 'A,\n    LightApiModule'],
  ])('finds its place in a module with %s', async (_shape, decorator, expected) => {
    const module = `import { Module } from '@nestjs/common';\n\n${decorator}\nexport class M {}\n`;

    const { tree } = await runSchematic(
      'nest-add',
      {},
      workspace({ '/src/app.module.ts': module }),
    );

    expect(tree.readText('/src/app.module.ts')).toContain(expected);
    expect(tree.readText('/src/app.module.ts')).toContain('endpoints: [Note]');
  });

  it('adds the packages, MikroORM in the one version that works', async () => {
    const { tree, tasks } = await runSchematic('nest-add', {}, workspace());

    const { dependencies } = JSON.parse(tree.readText('/package.json')) as PackageFile;
    expect(dependencies).toMatchObject({
      '@mikro-orm/core': '7.2.1',
      '@mikro-orm/sqlite': '7.2.1',
      '@nestjs/platform-fastify': '^12.0.0',
      'class-validator': '^0.15.0',
    });
    expect(dependencies).toHaveProperty('nestjs-lightapi');
    expect(dependencies).not.toHaveProperty('typescript');
    expect(tasks).toEqual(['node-package']);
  });

  it('works on PostgreSQL, and tests in memory, with --database postgresql', async () => {
    const options = { database: 'postgresql', skipInstall: true };

    const { tree, tasks } = await runSchematic('nest-add', options, workspace());

    const file = JSON.parse(tree.readText('/package.json')) as PackageFile;
    expect(file.dependencies).toHaveProperty(['@mikro-orm/postgresql'], '7.2.1');
    expect(file.devDependencies).toHaveProperty(['@mikro-orm/sqlite'], '7.2.1');
    expect(tree.readText('/src/app.module.ts')).toContain(
      "?? 'postgresql://postgres@127.0.0.1:5432/shop'",
    );
    expect(tasks).toEqual([]);
  });

  it('turns on decorators, and leaves the comments of tsconfig.json', async () => {
    const { tree } = await runSchematic('nest-add', {}, workspace());

    expect(tree.readText('/tsconfig.json')).toBe(`{
  // as generated
  "compilerOptions": {
    "strict": true,
    "experimentalDecorators": true,
    "emitDecoratorMetadata": true
  }
}
`);
  });

  it('changes nothing the second time, and says so', async () => {
    const first = await runSchematic('nest-add', {}, workspace());

    const second = await runSchematic('nest-add', {}, first.tree);

    expect(contents(second.tree)).toEqual(contents(first.tree));
    expect(second.said).toEqual(['nestjs-lightapi is here already: nothing was changed.']);
    expect(second.tasks).toEqual([]);
  });

  it.each([
    ['CommonJS', '/package.json', '{"name": "shop"}', /this application is CommonJS/],
    [
      'another MikroORM',
      '/package.json',
      '{"type": "module", "dependencies": {"@mikro-orm/core": "^6.4.0"}}',
      /@mikro-orm\/core is \^6\.4\.0 and has to be 7\.2\.1/,
    ],
    [
      'Express on purpose',
      '/src/main.ts',
      "import { NestExpressApplication } from '@nestjs/platform-express';\n",
      /main\.ts uses '@nestjs\/platform-express' \(line 1\), and nestjs-lightapi works on Fastify only/,
    ],
    ['no application', '/src/main.ts', 'export {};\n', /no NestFactory\.create/],
    ['no @Module', '/src/app.module.ts', 'export {};\n', /no class with @Module/],
    [
      'computed imports',
      '/src/app.module.ts',
      '@Module({ imports: modules() })\nclass M {}\n',
      /imports of @Module in \/src\/app\.module\.ts are no list/,
    ],
  ])('refuses %s', async (_what, path, text, message) => {
    const refused = runSchematic('nest-add', {}, workspace({ [path]: text }));

    await expect(refused).rejects.toThrow(message);
  });
});
