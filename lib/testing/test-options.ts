import { randomBytes } from 'node:crypto';

import type { ModuleMetadata } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TestingModuleBuilder } from '@nestjs/testing';

import type { LightApiServerOptions } from '../light-api.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { JwtOptions } from '../guard/jwt-options.interface.js';

/**
 * Endpoints to be served without a module of one's own, as `LightApi` serves them.
 *
 * @publicApi
 */
export interface TestEndpointsOptions extends LightApiServerOptions {
  readonly module?: never;
}

/**
 * An application to be served as it is. Options of LightAPI that are given here win over its own.
 *
 * @publicApi
 */
export interface TestModuleOptions extends LightApiOptions {
  /** The application's module. */
  readonly module: NonNullable<ModuleMetadata['imports']>[number];
  /** Replaces providers, guards and modules, by the builder of `@nestjs/testing`. */
  readonly override?: (builder: TestingModuleBuilder) => unknown;
  /** What `main.ts` does between making the application and listening. */
  readonly prepare?: (app: NestFastifyApplication) => unknown;
  /** @default one with `lightApiFastifyOptions()` */
  readonly adapter?: FastifyAdapter;
}

/** @publicApi */
export type TestApiOptions = TestEndpointsOptions | TestModuleOptions;

const OF_OTHER_KEYS: ReadonlySet<string> = new Set<keyof JwtOptions>([
  'publicKey',
  'jwksUrl',
  'algorithms',
]);

/** It has no tables yet, whoever makes those of the application's own. */
const IN_MEMORY: LightApiOptions = { database: 'sqlite::memory:', schema: 'create' };

/**
 * An application's options as a test wants them: those that it gives win, the database is in memory,
 * and tokens can be signed.
 */
export function testOptions(declared: LightApiOptions, given: LightApiOptions): LightApiOptions {
  if (declared.orm !== undefined && given.database !== undefined)
    throw new ConfigurationError([
      `testApi: 'database' is given, and the application brings its own MikroORM by 'orm'. Override the database where that is made.`,
    ]);
  const { orm = declared.orm } = given;
  return {
    ...(orm === undefined ? withoutReplicas(declared) : declared),
    ...(orm === undefined && given.database === undefined && IN_MEMORY),
    jwt: testJwt(declared.jwt),
    ...given,
  };
}

/** Those of the application's own database are none of another's. */
function withoutReplicas(declared: LightApiOptions): LightApiOptions {
  const kept = Object.entries(declared).filter(([name]) => name !== 'replicas');
  return Object.fromEntries(kept);
}

/** Who verifies with somebody's public key can't sign: a test's own secret stands in for it. */
function testJwt(declared: JwtOptions = {}): JwtOptions {
  if (declared.secret !== undefined) return declared;
  const kept = Object.entries(declared).filter(([name]) => !OF_OTHER_KEYS.has(name));
  return { ...Object.fromEntries(kept), secret: randomBytes(64) };
}
