// A name that Node 20 does not have would fail before the version check can say why.
import * as fileSystem from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  type EndpointClass,
  isEndpointClass,
  scanEndpoints,
} from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { Endpoints } from './module-options.interface.js';

/**
 * The endpoint classes that were given, or all that were decorated so far.
 *
 * @throws {@link ConfigurationError} for what is no endpoint class
 */
export function endpointClasses(endpoints: readonly unknown[] | undefined): EndpointClass[] {
  const given = endpoints ?? scanEndpoints();
  const problems = given
    .filter((candidate) => !isEndpointClass(candidate))
    .map((candidate) => `'endpoints' has ${nameOf(candidate)}. ${REMEDY}`);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return [...new Set(given as EndpointClass[])];
}

const REMEDY = `Give classes that extend RestEndpoint and are decorated with @Endpoint('/route').`;

/** Whether files have to be loaded before the classes are known. */
export function hasPatterns(endpoints: Endpoints | undefined): boolean {
  return endpoints?.some((endpoint) => typeof endpoint === 'string') ?? false;
}

/**
 * Loads the files that the patterns match, and puts the endpoint classes that they export in the
 * patterns' places.
 *
 * @throws {@link ConfigurationError} for a pattern that leads to no endpoint
 */
export async function loadPatterns(endpoints: Endpoints): Promise<EndpointClass[]> {
  const loaded: EndpointClass[] = [];
  for (const endpoint of endpoints)
    if (typeof endpoint === 'string') loaded.push(...(await load(endpoint)));
    else loaded.push(endpoint);
  return loaded;
}

async function load(pattern: string): Promise<EndpointClass[]> {
  const found: EndpointClass[] = [];
  const files: string[] = [];
  for await (const file of fileSystem.glob(pattern)) if (!file.endsWith('.d.ts')) files.push(file);
  for (const file of files.sort()) {
    const exported = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
    found.push(...Object.values(exported).filter(isEndpointClass));
  }
  if (found.length > 0) return found;
  throw new ConfigurationError([
    `The pattern '${pattern}' leads to no endpoint class. It is resolved from the directory in which the process was started; the files have to be JavaScript that Node can load, and export classes decorated with @Endpoint.`,
  ]);
}

function nameOf(candidate: unknown): string {
  return typeof candidate === 'function' ? candidate.name : JSON.stringify(candidate);
}
