import { writeFile } from 'node:fs/promises';

import type { MikroORM } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';

import { type ConfigOptions, loadConfigFile } from '../config/load-config.js';
import { checkDeclarations } from '../options/declaration.check.js';
import { declarationOf } from '../declare/endpoint.decorator.js';
import type { EndpointModels } from '../model/endpoint-models.builder.js';
import { outsideReferences } from '../model/outside-references.js';
import { optionsOfEnvironment } from '../options/environment-options.js';
import { LightApi, type LightApiServerOptions } from '../light-api.js';
import type { DocumentFormat } from '../openapi/document.texts.js';
import { requireFile } from '../schema/existing-file.js';
import { openDatabase } from '../schema/open-database.js';
import { OpenApiDocuments } from '../module/openapi.documents.js';

/** What the command line says besides the file. */
export interface OpenApiCommandOptions {
  readonly format: DocumentFormat;
  readonly output?: string;
}

const logger = new Logger('LightApi');

/**
 * Prints, or writes, the document of what a file serves. Nothing is changed in its database, which
 * is not even opened where the file says everything itself.
 *
 * @throws {@link ConfigurationError} with all that is wrong with the file
 */
export async function openapi(path: string, options: OpenApiCommandOptions): Promise<void> {
  const { format, output } = options;
  const declared = await loadConfigFile(path, optionsOfEnvironment);
  for (const warning of checked(declared).warnings) logger.warn(warning);
  const text = await documentOf(declared, format);
  if (output === undefined) process.stdout.write(text);
  else await writeFile(output, text);
}

async function documentOf(declared: ConfigOptions, format: DocumentFormat): Promise<string> {
  const { openapi: said, ...rest } = declared;
  const orm = needsDatabase(declared) ? await openToRead(declared) : undefined;
  const options: LightApiServerOptions = {
    ...withoutOthers(rest),
    ...(orm === undefined ? { database: 'sqlite::memory:' } : { orm, schema: 'none' }),
    openapi: typeof said === 'object' ? said : true,
    logs: 'none',
  };
  try {
    const app = await LightApi.create(options).buildApp();
    try {
      return (await app.get(OpenApiDocuments).text(format)).text;
    } finally {
      await app.close();
    }
  } finally {
    await orm?.close(true);
  }
}

function checked(options: ConfigOptions): EndpointModels {
  return checkDeclarations(options.endpoints ?? [], options);
}

/** Not as one that is served, which has its file prepared for writes. */
function openToRead(declared: ConfigOptions): Promise<MikroORM> {
  requireFile(declared.database);
  return openDatabase({ ...declared, replicas: {}, schema: 'none' });
}

/** Neither a Redis nor a copy of the database is asked for anything. */
function withoutOthers(options: ConfigOptions): ConfigOptions {
  const others = new Set(['database', 'redis', 'replicas']);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !others.has(name)));
}

/** Whether something is known to the database only: columns, or tables that are referred to. */
function needsDatabase(options: ConfigOptions): boolean {
  const { endpoints = [] } = options;
  if (endpoints.some((endpoint) => declarationOf(endpoint)?.options.reflect)) return true;
  const models = [...checked(options).models.values()];
  const tables = models.map(({ table }) => table);
  return outsideReferences(models, tables).length > 0;
}
