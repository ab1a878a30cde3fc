import { setTimeout as sleep } from 'node:timers/promises';

import { type EntityManager, MikroORM } from '@mikro-orm/core';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';

import { codecOf } from './column/codec-of.js';
import type { Dialect } from './column/column-codec.interface.js';
import { checkDeclarations } from './declaration.check.js';
import type { EndpointClass } from './declare/endpoint.decorator.js';
import { type CompiledEndpoint, createEndpointRuntime } from './endpoint-runtime.factory.js';
import { ConfigurationError } from './error/configuration.error.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import type { EndpointModel } from './model/endpoint-model.interface.js';
import { CursorCodec } from './query/cursor.codec.js';
import { completeModels } from './reflection.completer.js';
import type { BackgroundRunner } from './respond/background.runner.js';
import type { EndpointRuntime } from './route/endpoint-runtime.interface.js';
import { addColumns } from './schema/column.adder.js';
import { commonSecret, stateSecretOf } from './schema/cursor-secret.js';
import { dialectOf } from './schema/dialect.js';
import { createEntitySchema } from './schema/entity-schema.factory.js';
import { openDatabase } from './schema/open-database.js';
import { entityOf } from './schema/row-class.js';
import { synchronizeSchema } from './schema/schema.synchronizer.js';
import { prepareSqlite } from './schema/sqlite-pragmas.js';
import { PostgresRunner } from './store/postgres.runner.js';
import { addSqliteFunctions } from './store/sqlite-functions.js';
import { SqliteRunner } from './store/sqlite.runner.js';
import type { Runner } from './store/statement.interface.js';

/** How long the database may take to say that it is there, in milliseconds. */
const READY_LIMIT_MS = 2000;

/** What makes an engine. */
export interface LightApiEngineParts {
  readonly options: LightApiOptions;
  /** The application's MikroORM, where it has one. */
  readonly orm: MikroORM | undefined;
  readonly endpoints: readonly EndpointClass[];
  readonly background: BackgroundRunner;
  /** There are routes at which users log in. */
  readonly hasLogin: boolean;
}

/** Opens the database and makes, once, everything that the requests of all endpoints need. */
export class LightApiEngine implements OnApplicationShutdown {
  private readonly runtimes = new Map<EndpointClass, EndpointRuntime>();

  /** By the clock of the options. */
  readonly now = (): Date => this.parts.options.clock?.() ?? new Date();

  private constructor(
    private readonly orm: MikroORM,
    private readonly parts: LightApiEngineParts,
  ) {}

  /** @throws {@link ConfigurationError} with everything that is wrong with the declarations */
  static async start(parts: LightApiEngineParts): Promise<LightApiEngine> {
    const { options } = parts;
    const { models, problems } = checkDeclarations(parts.endpoints, options, {
      hasLogin: parts.hasLogin,
    });
    if (problems.length > 0) throw new ConfigurationError(problems);
    if (parts.orm !== undefined && !(parts.orm instanceof MikroORM))
      throw new ConfigurationError([
        `'orm' is no MikroORM. With forRootAsync, inject the application's MikroORM into the factory and return it; forRoot takes its token too.`,
      ]);
    const orm = parts.orm ?? (await openDatabase(options.database ?? 'sqlite:app.db'));
    const engine = new LightApiEngine(orm, parts);
    try {
      await engine.prepare(models);
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  runtimeOf(endpoint: EndpointClass): EndpointRuntime {
    const runtime = this.runtimes.get(endpoint);
    if (runtime) return runtime;
    throw new ConfigurationError([
      `${endpoint.name} is not among the endpoints of LightApiModule.`,
    ]);
  }

  get options(): LightApiOptions {
    return this.parts.options;
  }

  /** What all endpoints were declared to be. */
  models(): EndpointModel[] {
    return [...this.runtimes.values()].map(({ model }) => model);
  }

  /** Whether the database answers within {@link READY_LIMIT_MS}. */
  async isReady(): Promise<boolean> {
    const asked = this.orm.checkConnection().then(({ ok }) => ok);
    const late = sleep(READY_LIMIT_MS, false, { ref: false });
    return Promise.race([asked, late]).catch(() => false);
  }

  forkEntityManager(): EntityManager {
    return this.orm.em.fork();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.background.drain();
    await this.close();
  }

  /** A connection of the application's own is the application's to close. */
  private async close(): Promise<void> {
    if (this.parts.orm === undefined) await this.orm.close();
  }

  private async prepare(declared: ReadonlyMap<EndpointClass, EndpointModel>): Promise<void> {
    const dialect = dialectOf(this.orm.em.getPlatform());
    const runner = await this.runner(dialect);
    const models = await completeModels(this.parts, declared, { orm: this.orm, dialect });
    const compiled = [...models].map(([endpoint, model]) => ({
      endpoint,
      model,
      codecs: model.columns.map((field) => codecOf(field, dialect)),
    }));
    this.orm.discoverEntity(compiled.map((one) => this.entitySchema(one)));
    await addColumns(this.orm, compiled, dialect);
    const targets = compiled
      .filter(({ model }) => model.reflection === undefined)
      .map(({ endpoint, model }) => ({
        model,
        metadata: this.orm.getMetadata().get(entityOf(endpoint)),
      }));
    await synchronizeSchema(this.orm, targets, this.parts.options.schema ?? 'create');
    const { orm, now } = this;
    const { options } = this.parts;
    const secret = options.cursorSecret ?? commonSecret(orm, options.jwt);
    const shared = {
      orm,
      options,
      dialect,
      runner,
      models: [...models.values()],
      cursors: new CursorCodec(secret),
      stateSecret: stateSecretOf(secret),
      now,
    };
    for (const one of compiled) this.runtimes.set(one.endpoint, createEndpointRuntime(one, shared));
  }

  private entitySchema({ endpoint, model, codecs }: CompiledEndpoint) {
    return createEntitySchema({
      model,
      codecs,
      rowClass: entityOf(endpoint),
      platform: this.orm.em.getPlatform(),
      now: this.now,
    });
  }

  private async runner(dialect: Dialect): Promise<Runner> {
    const connection = this.orm.em.getConnection() as unknown as NativeConnection;
    const native = await connection.getNativeClient();
    if (dialect === 'postgresql') return new PostgresRunner(native as Pool, this.orm.em);
    if (this.parts.orm === undefined) prepareSqlite(native as Database);
    addSqliteFunctions(native as Database);
    return new SqliteRunner(native as Database, this.orm.em);
  }
}

/** MikroORM's connections since 7.2. */
interface NativeConnection {
  getNativeClient(): Promise<unknown>;
}
