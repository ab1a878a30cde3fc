import type { ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { describe, expect, onTestFinished } from 'vitest';

import {
  ConfigurationError,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiServerOptions,
} from '../../lib/index.js';
import { ApiClient } from './api-client.js';
import { SERVERS, startApi, type TestApi, type TestServer } from './servers.js';

/** A Nest application that listens, and a client for it. */
export interface NestApi extends ApiClient {
  readonly app: NestFastifyApplication;
}

/** What is done to an application before it listens. */
export interface NestSteps {
  /** @default one without options */
  readonly adapter?: FastifyAdapter;
  override?(builder: TestingModuleBuilder): unknown;
  prepare?(app: NestFastifyApplication): unknown;
}

/** The same tests on each kind of database, with the reason in the name where it is missing. */
export function describeOnEachDatabase(title: string, tests: (server: TestServer) => void): void {
  for (const server of SERVERS) {
    const reason = server.missing === undefined ? '' : ` (${server.missing})`;
    describe.skipIf(server.missing !== undefined)(`${title} on ${server.name}${reason}`, () => {
      tests(server);
    });
  }
}

/** An empty database, dropped when the test ends. */
export async function freshDatabase(server: TestServer = SERVERS[0]!): Promise<string> {
  const database = await server.create();
  onTestFinished(() => database.drop());
  return database.url;
}

/** Serves endpoints without a Nest application of the test's own; stopped when the test ends. */
export async function serve(server: TestServer, options: LightApiServerOptions): Promise<TestApi> {
  const api = await startApi(server, options);
  onTestFinished(() => api.stop());
  return api;
}

/** Runs a Nest application; stopped when the test ends. */
export async function startNest(metadata: ModuleMetadata, steps: NestSteps = {}): Promise<NestApi> {
  const builder = Test.createTestingModule(metadata);
  steps.override?.(builder);
  const module = await builder.compile();
  const adapter = steps.adapter ?? new FastifyAdapter();
  const app = module.createNestApplication<NestFastifyApplication>(adapter);
  steps.prepare?.(app);
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return Object.assign(new ApiClient(await app.getUrl()), { app });
}

/** What keeps an application with these options from starting. */
export async function startProblems(options: LightApiModuleOptions): Promise<readonly string[]> {
  const start = async () => {
    await Test.createTestingModule({ imports: [LightApiModule.forRoot(options)] }).compile();
  };
  const error: unknown = await start().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).problems;
}
