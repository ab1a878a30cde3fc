import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { Command, InvalidArgumentError, Option } from 'commander';

import { FORMATS } from '../openapi/document.texts.js';
import { check } from './check.command.js';
import { logToErrorOutput } from './error-output.logger.js';
import { failing } from './failure.js';
import { introspect, type IntrospectOptions } from './introspect.command.js';
import { addMigrationCommands } from './migration.commands.js';
import { openapi, type OpenApiCommandOptions } from './openapi.command.js';
import { serve, type ServeOptions } from './serve.command.js';

const CONFIG = 'lightapi.yaml, or what LIGHTAPI_CONFIG names';

/** The commands of `lightapi`. */
export function createProgram(): Command {
  const program = new Command('lightapi')
    .description('A YAML file is an API.')
    .version(versionOfPackage())
    .showHelpAfterError('Run lightapi --help for what there is.')
    .hook('preAction', logToErrorOutput);
  program
    .command('serve', { isDefault: true })
    .description('serve what the file declares')
    .argument('[config]', CONFIG)
    .option('--host <host>', 'where to listen (default: LIGHTAPI_HOST, or 0.0.0.0)')
    .option('--port <port>', 'where to listen (default: LIGHTAPI_PORT, or 8000)', portOf)
    .option('--watch', 'start anew when the file changes')
    .addOption(
      new Option('--workers <number>', "processes that serve; 'auto': one for each CPU")
        .argParser(workersOf)
        .conflicts('watch'),
    )
    .action((config: string | undefined, options: ServeOptions) =>
      failing(() => serve(configPath(config), options)),
    );
  program
    .command('check')
    .description('say what the file serves, or all that is wrong with it')
    .argument('[config]', CONFIG)
    .action((config: string | undefined) => failing(() => check(configPath(config))));
  program
    .command('openapi')
    .description('print the OpenAPI document of what the file serves')
    .argument('[config]', CONFIG)
    .addOption(new Option('--format <format>', 'of the text').choices(FORMATS).default('json'))
    .option('-o, --output <file>', 'write it to a file')
    .action((config: string | undefined, options: OpenApiCommandOptions) =>
      failing(() => openapi(configPath(config), options)),
    );
  program
    .command('introspect')
    .description('print a file that serves the tables of an existing database')
    .argument('<url>', 'of the database: sqlite:shop.db, postgresql://user@host/name')
    .option('-o, --output <file>', 'write it to a file, which must not be there yet')
    .addOption(
      new Option('--classes <directory>', 'write a class for each table instead').conflicts(
        'output',
      ),
    )
    .option('--schema <name...>', 'only tables of these schemas of PostgreSQL')
    .action((url: string, options: IntrospectOptions) => failing(() => introspect(url, options)));
  addMigrationCommands(program, configPath);
  return program;
}

function configPath(given: string | undefined): string {
  const named = process.env.LIGHTAPI_CONFIG ?? '';
  return given ?? (named === '' ? 'lightapi.yaml' : named);
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('Give a port from 0 to 65535.');
}

function workersOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number from 1 to 99, or 'auto'.");
}

function versionOfPackage(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
