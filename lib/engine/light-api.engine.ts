import { type EntityManager, MikroORM } from '@mikro-orm/core';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';

import { AnswerCache } from '../cache/answer-cache.js';
import { cacheNamespace } from '../cache/cache-namespace.js';
import { codecOf } from '../column/codec-of.js';
import { inWordsOfFile } from '../config/late-problems.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { checkDeclarations } from '../options/declaration.check.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { CursorCodec } from '../query/cursor.codec.js';
import { injectedBackends } from '../query/filter-backends.js';
import type { ReplicaReads } from '../request/replica-reads.js';
import type { BackgroundRunner } from '../respond/background.runner.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import { commonSecret, stateSecretOf } from '../schema/cursor-secret.js';
import { dialectOf } from '../schema/dialect.js';
import { openDatabase } from '../schema/open-database.js';
import { hasHooks } from '../service/endpoint-hooks.js';
import { Transactions } from '../service/transactions.js';
import { rememberTransactions, TRANSACTION_SUBSCRIBER } from '../store/transaction.registry.js';
import type { CompiledEndpoint } from './compiled-endpoint.interface.js';
import { createDatabaseRunner, type DatabaseRunner } from './database-runner.js';
import { createEndpointRuntime } from './endpoint-runtime.factory.js';
import { completeModels } from './reflection.completer.js';
import { RowEntities } from './row-entities.js';
import { completeStored } from './stored.completer.js';
import { subscribe } from './subscribe.js';
import { prepareTables } from './table.preparer.js';

/** What makes an engine. */
export interface LightApiEngineParts {
  readonly options: LightApiOptions;
  /** The application's MikroORM, where it has one. */
  readonly orm: MikroORM | undefined;
  readonly endpoints: readonly EndpointClass[];
  readonly background: BackgroundRunner;
  /** Below which path users log in; `false`: nowhere. */
  readonly authPath: string | false;
}

const logger = new Logger('LightApi');

/** What only the database knows of endpoints is told in the words of the file that they came from. */
function ofFile(
  error: ConfigurationError,
  endpoints: readonly EndpointClass[],
): ConfigurationError {
  const problems = inWordsOfFile(error.problems, endpoints);
  if (problems.every((problem, at) => problem === error.problems[at])) return error;
  return new ConfigurationError(problems, { cause: error.cause });
}

/** Opens the database and makes, once, everything that the requests of all endpoints need. */
export class LightApiEngine implements OnApplicationShutdown {
  private readonly runtimes = new Map<EndpointClass, EndpointRuntime>();
  private answers: AnswerCache | undefined;
  private database: DatabaseRunner | undefined;
  private entities: RowEntities | undefined;

  /** By the clock of the options. */
  readonly now = (): Date => this.parts.options.clock?.() ?? new Date();

  /** On its database. */
  readonly transactions: Transactions;

  private constructor(
    private readonly orm: MikroORM,
    private readonly parts: LightApiEngineParts,
  ) {
    subscribe(orm, TRANSACTION_SUBSCRIBER);
    rememberTransactions(orm.em);
    this.transactions = new Transactions(() => this.knowing().em);
  }

  /** @throws {@link ConfigurationError} with everything that is wrong with the declarations */
  static async start(parts: LightApiEngineParts): Promise<LightApiEngine> {
    const { options } = parts;
    const { models, problems, warnings } = checkDeclarations(parts.endpoints, options, {
      authPath: parts.authPath,
    });
    if (problems.length > 0) throw new ConfigurationError(problems);
    for (const warning of warnings) logger.warn(warning);
    if (parts.orm !== undefined && !(parts.orm instanceof MikroORM))
      throw new ConfigurationError([
        `'orm' is no MikroORM. With forRootAsync, inject the application's MikroORM into the factory and return it; forRoot takes its token too.`,
      ]);
    const orm = parts.orm ?? (await openDatabase(options));
    const engine = new LightApiEngine(orm, parts);
    try {
      await engine.prepare(models, warnings);
    } catch (error) {
      await engine.close();
      throw error instanceof ConfigurationError ? ofFile(error, parts.endpoints) : error;
    }
    return engine;
  }

  runtimeOf(endpoint: EndpointClass): EndpointRuntime {
    const runtime = this.runtimes.get(endpoint);
    if (runtime) return runtime;
    throw new ConfigurationError([
      `${endpoint.name} is not among the endpoints that the application has started with. Name it in forRoot, or in a forFeature that is imported: tables and routes are made at start, and LazyModuleLoader is too late for them.`,
    ]);
  }

  /** Of its database. */
  get dialect(): Dialect {
    return dialectOf(this.orm.em.getPlatform());
  }

  /** Which requests may read from replicas; `undefined` where there are none. */
  get replicaReads(): ReplicaReads | undefined {
    return this.database?.replicaReads;
  }

  get options(): LightApiOptions {
    return this.parts.options;
  }

  /** The answers of endpoints with `cache`. */
  get cache(): AnswerCache {
    if (this.answers === undefined) throw new TypeError('The engine has not been started.');
    return this.answers;
  }

  /** All that was made for each endpoint. */
  endpoints(): readonly EndpointRuntime[] {
    return [...this.runtimes.values()];
  }

  /** What all endpoints were declared to be. */
  models(): EndpointModel[] {
    return this.endpoints().map(({ model }) => model);
  }

  /** Whether the database answers, sooner or later. */
  async isReady(): Promise<boolean> {
    return (await this.orm.checkConnection()).ok;
  }

  /** Within a transaction it belongs to that, even if it was made before. */
  forkEntityManager(): EntityManager {
    return this.knowing().em.fork({ useContext: true });
  }

  /** Waits for background work. */
  drain(): Promise<void> {
    return this.parts.background.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.drain();
    await this.close();
  }

  /** A connection of the application's own is the application's to close. */
  private async close(): Promise<void> {
    await this.answers?.close();
    await this.database?.lanes?.close();
    if (this.parts.orm === undefined) await this.orm.close();
  }

  /** MikroORM, once it knows the entities. */
  private knowing(): MikroORM {
    this.entities?.discover();
    return this.orm;
  }

  /** Whether code of the application has entity managers: its first request is not to wait then. */
  private get isShared(): boolean {
    const { orm, options, endpoints } = this.parts;
    const isForeign = orm !== undefined || typeof (options.database ?? '') !== 'string';
    return isForeign || endpoints.some(hasHooks);
  }

  /** @param told - warnings that the log has already */
  private async prepare(
    declared: ReadonlyMap<EndpointClass, EndpointModel>,
    told: readonly string[],
  ): Promise<void> {
    const { orm, dialect, options, now } = this;
    const isOurs = this.parts.orm === undefined;
    this.database = await createDatabaseRunner({ orm, dialect, options, isOurs });
    const { runner } = this.database;
    const known = await completeModels({ ...this.parts, told }, declared, { orm, dialect });
    const models = await completeStored(known, { orm, dialect });
    const compiled = [...models].map(([endpoint, model]) => ({
      endpoint,
      model,
      codecs: model.columns.map((field) => codecOf(field, dialect)),
    }));
    const entities = new RowEntities(orm, compiled, now);
    this.entities = entities;
    await prepareTables(compiled, { orm, dialect, schema: options.schema, entities });
    if (this.isShared || compiled.some(hasOwnBackends)) entities.discover();
    const secret = options.cursorSecret ?? commonSecret(orm, options.jwt);
    const all = [...models.values()];
    const cache = await this.openCache(all);
    this.answers = cache;
    const shared = {
      ...{ orm, entities, options, dialect, runner, cache, now },
      models: all,
      cursors: new CursorCodec(secret),
      stateSecret: stateSecretOf(secret),
    };
    for (const one of compiled) this.runtimes.set(one.endpoint, createEndpointRuntime(one, shared));
  }

  private openCache(models: readonly EndpointModel[]): Promise<AnswerCache> {
    const { redis } = this.parts.options;
    const cached = models.filter(({ cache }) => cache !== undefined);
    return AnswerCache.open({
      redis,
      namespace: cacheNamespace(this.orm, redis?.prefix),
      tables: [...new Set(cached.map(({ table }) => table))],
      now: this.now,
    });
  }
}

/** Whether conditions of the application's narrow the collection. */
function hasOwnBackends({ model }: CompiledEndpoint): boolean {
  return injectedBackends(model.filtering.backends).length > 0;
}
