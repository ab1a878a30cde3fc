import { join } from 'node:path';

import { Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, UnitTestTree } from '@angular-devkit/schematics/testing/index.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The files of a new Nest application that schematics read or change. */
const FILES = {
  '/package.json': JSON.stringify({ name: 'shop', type: 'module', dependencies: {} }),
  '/tsconfig.json': '{\n  // as generated\n  "compilerOptions": {\n    "strict": true\n  }\n}\n',
  '/.gitignore': '/dist\n',
  '/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
await bootstrap();
`,
  '/src/app.module.ts': `import { Module } from '@nestjs/common';
import { AppService } from './app.service.js';

@Module({
  imports: [],
  providers: [AppService],
})
export class AppModule {}
`,
  '/test/app.e2e-spec.ts': `import { Test } from '@nestjs/testing';
import { AppModule } from './../src/app.module.js';

it('starts', async () => {
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication();
  await app.init();
});
`,
};

/** A Nest application in memory. */
export function workspace(files: Readonly<Record<string, string>> = {}): UnitTestTree {
  const tree = new UnitTestTree(Tree.empty());
  for (const [path, text] of Object.entries({ ...FILES, ...files })) tree.create(path, text);
  return tree;
}

/** What a schematic made, what it said, and whether packages are to be installed. */
export interface SchematicResult {
  readonly tree: UnitTestTree;
  readonly said: string[];
  readonly tasks: string[];
}

/** Runs a schematic of ours, as it is compiled, on a copy. */
export async function runSchematic(
  name: string,
  options: object,
  tree: UnitTestTree,
): Promise<SchematicResult> {
  const runner = new SchematicTestRunner('ours', join(ROOT, 'schematics', 'collection.json'));
  const said: string[] = [];
  runner.logger.subscribe(({ message }) => said.push(message));
  const result = await runner.runSchematic(name, options, new UnitTestTree(tree.branch()));
  return { tree: result, said, tasks: runner.tasks.map((task) => task.name) };
}

/** Every file with its text. */
export function contents(tree: UnitTestTree): Record<string, string> {
  return Object.fromEntries(tree.files.map((path) => [path, tree.readText(path)]));
}
