import { existsSync } from 'node:fs';
import { styleText } from 'node:util';

import { type Command, Option } from 'commander';

import { loadConfigFile } from '../config/load-config.js';
import { optionsOfEnvironment } from '../options/environment-options.js';
import type { LightApiModuleOptions } from '../options/module-options.interface.js';
import { LightApiMigrations } from '../migration/light-api-migrations.js';
import { nothingToRun } from '../migration/migration-files.js';
import type { CreateMigrationOptions } from '../migration/migration-options.interface.js';
import { failing } from './failure.js';

/** What every command of migrations knows besides the file. */
interface Where {
  readonly directory: string;
  readonly endpoints?: readonly string[];
  readonly database?: string;
}

type PathOf = (given: string | undefined) => string;

/** Adds `migration create`, `up`, `down` and `check`. */
export function addMigrationCommands(program: Command, pathOf: PathOf): void {
  const group = program
    .command('migration')
    .description(`write and run what brings the database to what is declared (schema: 'none')`);
  const command = (name: string, description: string) => located(group.command(name), description);
  const running =
    <T>(work: (migrations: LightApiMigrations, options: T) => Promise<void>) =>
    (config: string | undefined, options: T & Where) =>
      failing(async () => {
        const declared = await declaredBy(config, options, pathOf);
        await work(new LightApiMigrations(declared, options), options);
      });
  command('create', 'write what is between the database and the classes')
    .option('--name <name>', 'what it is about')
    .addOption(
      new Option('--emit <kind>', 'js, or ts for a project that compiles')
        .choices(['js', 'ts'])
        .default('js'),
    )
    .option('--allow-drops', 'drop columns and tables that are declared no more')
    .option('--initial', 'all tables, also those that this database has')
    .option('--blank', 'nothing: for changes of your own')
    .action(running(create));
  command('up', 'run what is pending')
    .option('--to <name>', 'the last one (default: all)')
    .option('--record', 'write down that they were run, and run nothing')
    .action(running(up));
  command('down', 'take the last one back, with what is in its tables and columns')
    .option('--to <name>', 'take back all behind this one; 0: all')
    .action(running(down));
  command(
    'check',
    'exit with 1 where migrations are pending, or database and classes differ',
  ).action(running(check));
}

function located(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('[config]', 'lightapi.yaml, or what LIGHTAPI_CONFIG names')
    .option('--directory <path>', 'of the migrations', 'migrations')
    .option('--endpoints <pattern...>', 'files that export classes, instead of a configuration')
    .option('--database <url>', 'with --endpoints (default: LIGHTAPI_DATABASE_URL)');
}

async function declaredBy(
  config: string | undefined,
  { endpoints, database }: Where,
  pathOf: PathOf,
): Promise<LightApiModuleOptions> {
  if (endpoints === undefined) {
    const more = (options: LightApiModuleOptions) => ({
      ...optionsOfEnvironment(options),
      ...(database !== undefined && { database }),
    });
    return loadConfigFile(pathOf(config), more);
  }
  const options = { endpoints, ...(database !== undefined && { database }) };
  return { ...options, ...optionsOfEnvironment(options) };
}

async function create(
  migrations: LightApiMigrations,
  options: CreateMigrationOptions,
): Promise<void> {
  const { path, changes, notes } = await migrations.create(options);
  console.log(path ?? 'Nothing to do: the database has what the classes declare.');
  for (const change of changes) console.log(`  ${coloured(change)}`);
  for (const note of notes) console.log(styleText('yellow', `note: ${note}`));
}

async function up(
  migrations: LightApiMigrations,
  options: Where & { readonly to?: string; readonly record?: boolean },
): Promise<void> {
  requireDirectory(options);
  const names = await migrations.up(options);
  for (const name of names) console.log(`${options.record ? 'recorded' : 'done'} ${name}`);
  if (names.length === 0) console.log('Nothing is pending.');
}

async function down(
  migrations: LightApiMigrations,
  options: Where & { readonly to?: string },
): Promise<void> {
  requireDirectory(options);
  const { to } = options;
  const names = await migrations.down(to === undefined ? {} : { to: to === '0' ? 0 : to });
  for (const name of names) console.log(`taken back ${name}`);
  if (names.length === 0) console.log('There is nothing to take back.');
}

/** A program may have no migrations yet; who runs the command means some. */
function requireDirectory({ directory, to }: Where & { readonly to?: string }): void {
  if (!existsSync(directory) && (to === undefined || to === '0')) throw nothingToRun(directory);
}

async function check(migrations: LightApiMigrations): Promise<void> {
  const { pending, differences } = await migrations.check();
  for (const name of pending) console.error(`pending: ${name}`);
  for (const difference of differences) console.error(`differs: ${coloured(difference)}`);
  if (pending.length + differences.length > 0) process.exitCode = 1;
  else console.log('The database has what the classes declare, and nothing is pending.');
}

const COLOURS = { '+': 'green', '-': 'red', '~': 'yellow' } as const;

function coloured(change: string): string {
  const sign = change.charAt(0);
  return sign in COLOURS ? styleText(COLOURS[sign as keyof typeof COLOURS], change) : change;
}
