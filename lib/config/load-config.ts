import { dirname, resolve } from 'node:path';

import { checkDeclarations } from '../options/declaration.check.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import type { LightApiModuleOptions } from '../options/module-options.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { lostReference, outsideReferences } from '../model/outside-references.js';
import { databaseNameProblems } from '../schema/database-names.check.js';
import { isInMemory, parseDatabaseUrl } from '../schema/database-url.js';
import { CodeResolver } from './code.resolver.js';
import { type ConfigFile, readConfigFile, readConfigObject } from './config-file.reader.js';
import { inOneSpelling } from './config-spelling.js';
import { judgeConfig } from './config.validator.js';
import { loadEndpoints } from './endpoint.loader.js';
import { type ConfigPlaces, placeText } from './config-places.js';
import { loadOptions } from './options.loader.js';
import { rememberPlaces } from './late-problems.js';
import { located, type Origins } from './problem-places.js';
import { proxyProblems } from './proxy-problems.js';
import { type SoundPart, soundPart } from './sound-part.js';

/** What a file says, as options of the module. */
export interface ConfigOptions extends LightApiModuleOptions<readonly EndpointClass[]> {
  /** For servers of `LightApi`: an adapter of the application's own has it. */
  readonly trustProxy?: string[];
}

/** What is added to a file's options, given these: of the environment, or of a program. */
export type MoreOptions = (options: LightApiOptions) => Partial<LightApiOptions>;

/** Mistakes that are told at once; nobody reads more. */
const MAX_PROBLEMS = 100;

/**
 * Reads the declarative form of an application.
 *
 * @param path - of a YAML file; code that it names is looked for in its directory
 * @throws {@link ConfigurationError} with every mistake, each with file, line and place
 */
export async function loadConfigFile(path: string, more: MoreOptions): Promise<ConfigOptions> {
  return loadConfig(await readConfigFile(path), dirname(resolve(path)), more);
}

/**
 * As a file, for an object of the same form.
 *
 * @param directory - where code that the object names is looked for
 */
export async function loadConfigObject(
  object: object,
  directory: string,
  more: MoreOptions,
): Promise<ConfigOptions> {
  return loadConfig(readConfigObject(object), directory, more);
}

/** @param directory - where code that the file names is looked for */
async function loadConfig(
  file: ConfigFile,
  directory: string,
  more: MoreOptions,
): Promise<ConfigOptions> {
  const { value, places } = file;
  const verdict = judgeConfig(value, places);
  const sound = soundPart(value, verdict.broken);
  const { config, problems: spelling } = inOneSpelling(sound.value, places);
  const code = new CodeResolver(directory, places);
  const { endpoints, origins } = await loadEndpoints(config, code);
  const said = await loadOptions(config, code);
  const options = { ...said, ...more(said) };
  const known = [
    ...file.problems,
    ...verdict.problems,
    ...spelling,
    ...code.problems,
    ...proxyProblems(config.trustProxy, places),
    ...(file.problems.length > 0 ? [] : databaseProblems(options.database, said.database, places)),
  ];
  const { models, problems } = checkDeclarations(endpoints, options);
  // What a missing option or class would have been can't be judged.
  const judged =
    known.length > 0
      ? problems.filter((problem) => isOfEndpoint(problem) && !isOfBroken(problem, origins, sound))
      : [...problems, ...ofTheDatabase([...models.values()], options.database, endpoints.length)];
  const declared = judged.map((problem) => located(problem, origins, places));
  // One line, one mistake: a variable that is missing is no number either.
  const lines = new Set(known.map(lineOf));
  const all = [...known, ...declared.filter((problem) => !lines.has(lineOf(problem) || NaN))];
  if (all.length > 0) throw new ConfigurationError(byLine(all).slice(0, MAX_PROBLEMS));
  rememberPlaces(endpoints, (problem) => located(problem, origins, places));
  const { trustProxy } = config;
  return { ...options, endpoints, ...(trustProxy && { trustProxy: [...trustProxy] }) };
}

const DATABASE_VARIABLE = 'LIGHTAPI_DATABASE_URL: ';

const DATABASE_PATHS = [['database', 'url'], ['database_url'], ['databaseUrl']];

/**
 * Before anything is opened, as `lightapi check` opens nothing.
 *
 * @param said - of the file itself: another comes from the environment or from a program
 */
function databaseProblems(
  database: LightApiOptions['database'],
  said: LightApiOptions['database'],
  places: ConfigPlaces,
): string[] {
  const [path = [], second] = DATABASE_PATHS.filter((one) => places.has(one));
  if (second !== undefined)
    return [`${places.at(second)}: it is there as '${placeText(path)}' too. Give one.`];
  if (typeof database !== 'string') return [];
  try {
    parseDatabaseUrl(database);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const variable = database === process.env.LIGHTAPI_DATABASE_URL ? DATABASE_VARIABLE : '';
    if (database !== said) return error.problems.map((problem) => `${variable}${problem}`);
    return error.problems.map((problem) => `${places.at(path)}: ${problem}`);
  }
}

/**
 * What a database would refuse, as far as its kind tells.
 *
 * @param database - one that is known to be right
 * @param count - of all endpoints: only a database knows the tables of some
 */
function ofTheDatabase(
  models: readonly EndpointModel[],
  database: LightApiOptions['database'],
  count: number,
): readonly string[] {
  if (typeof database !== 'string') return [];
  const location = parseDatabaseUrl(database);
  const tables = models.map(({ table }) => table);
  // There are no tables of others in it.
  const lost =
    isInMemory(location) && models.length === count ? outsideReferences(models, tables) : [];
  return [
    ...databaseNameProblems(models, location.dialect),
    ...lost.map((reference) => lostReference(reference, tables)),
  ];
}

function isOfEndpoint(problem: string): boolean {
  return /^\w+Endpoint[.:]/.test(problem) && !/authentication|permission/.test(problem);
}

/** What seems to be wrong as something else is: of a broken field, or between endpoints of which one is broken. */
function isOfBroken(problem: string, origins: Origins, { broken }: SoundPart): boolean {
  const [subject = ''] = problem.split(': ', 1);
  const members = [...subject.matchAll(/([\w$]+Endpoint)\b/g)];
  return members.some(([, name = '']) => {
    const fields = broken.get(Number(origins.get(name)?.[1]));
    if (fields === undefined) return false;
    return members.length > 1 || [...fields].some((field) => names(problem, field));
  });
}

/** Not among those that may have been meant, which the sentences behind the first one list. */
function names(problem: string, field: string): boolean {
  const [first = ''] = problem.split('. ', 1);
  return first.split(/[^\p{L}\p{N}_$]+/u).includes(field) || first.includes(`"${field}"`);
}

function byLine(problems: readonly string[]): string[] {
  return [...new Set(problems)].sort((a, b) => lineOf(a) - lineOf(b));
}

/** 0 where nobody has seen lines. */
function lineOf(problem: string): number {
  return Number(/:(\d+):? /.exec(problem)?.[1] ?? 0);
}
