import { dirname, resolve } from 'node:path';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { checkDeclarations } from '../declaration.check.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { LightApiModuleOptions } from '../light-api-options.interface.js';
import { isOptions } from '../model/option-names.check.js';
import type { Config } from './config.interface.js';
import { type ConfigFile, readConfigFile } from './config-file.reader.js';
import { inOneSpelling } from './config-spelling.js';
import { judgeConfig, type SchemaVerdict } from './config.validator.js';
import { loadEndpoints } from './endpoint.loader.js';
import { located } from './problem-places.js';

/** What a file says, as options of the module. */
export type ConfigOptions = LightApiModuleOptions<readonly EndpointClass[]>;

/**
 * Reads the declarative form of an application.
 *
 * @param path - of a YAML file; code that it names is looked for in its directory
 * @throws {@link ConfigurationError} with every mistake, each with file, line and place
 */
export async function loadConfigFile(path: string): Promise<ConfigOptions> {
  return loadConfig(await readConfigFile(path), dirname(resolve(path)));
}

/** @param directory - where code that the file names is looked for */
export async function loadConfig(file: ConfigFile, directory: string): Promise<ConfigOptions> {
  const { value, places } = file;
  const verdict = judgeConfig(value, places);
  const { config, problems: spelling } = inOneSpelling(soundPart(value, verdict), places);
  const { endpoints, origins, problems } = await loadEndpoints(config, { directory, places });
  const options = optionsOf(config, endpoints);
  const declared = checkDeclarations(endpoints, options).problems;
  const all = [
    ...file.problems,
    ...verdict.problems,
    ...spelling,
    ...problems,
    ...declared.map((problem) => located(problem, origins, places)),
  ];
  if (all.length > 0) throw new ConfigurationError(byLine(all));
  return options;
}

/** What can be looked at further although something else is wrong: endpoints keep their positions. */
function soundPart(value: unknown, { problems, isSound }: SchemaVerdict): unknown {
  if (problems.length === 0) return value;
  const { endpoints } = (isOptions(value) ? value : {}) as { readonly endpoints?: unknown };
  if (!Array.isArray(endpoints)) return { endpoints: [] };
  return { endpoints: endpoints.map((one: unknown, at) => (isSound(at) ? one : undefined)) };
}

function byLine(problems: readonly string[]): string[] {
  const line = (problem: string) => Number(/:(\d+):? /.exec(problem)?.[1] ?? 0);
  return [...new Set(problems)].sort((a, b) => line(a) - line(b));
}

function optionsOf(config: Config, endpoints: readonly EndpointClass[]): ConfigOptions {
  const { database, databaseUrl = database?.url, schema, unknownMembers } = config;
  const { maxResults, queryLimits, publicUrl, cursorSecret } = config;
  const given = { database: databaseUrl, schema, unknownMembers, maxResults, queryLimits };
  return {
    ...(Object.fromEntries(
      Object.entries({ ...given, publicUrl, cursorSecret }).filter(
        ([, value]) => value !== undefined,
      ),
    ) as Partial<ConfigOptions>),
    endpoints,
  };
}
