import { type EntityManager, MikroORM } from '@mikro-orm/core';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';

import { codecOf } from './column/codec-of.js';
import type { ColumnCodec, Dialect } from './column/column-codec.interface.js';
import { columnProblems } from './column/column-problems.js';
import type { EndpointClass } from './declare/endpoint.decorator.js';
import { ConfigurationError } from './error/configuration.error.js';
import { guardProblems } from './guard/authentication-options.check.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import { defaultAuthenticationProblems } from './model/authentication.check.js';
import { buildEndpointModels } from './model/endpoint-models.builder.js';
import type { EndpointModel } from './model/endpoint-model.interface.js';
import type { BackgroundRunner } from './respond/background.runner.js';
import { RowRenderer } from './respond/row.renderer.js';
import type { EndpointRuntime } from './route/endpoint-runtime.interface.js';
import { dialectOf } from './schema/dialect.js';
import { createEntitySchema } from './schema/entity-schema.factory.js';
import { openDatabase } from './schema/open-database.js';
import { entityOf } from './schema/row-class.js';
import { synchronizeSchema } from './schema/schema.synchronizer.js';
import { prepareSqlite } from './schema/sqlite-pragmas.js';
import { RowHydrator } from './service/row.hydrator.js';
import { RowOperations } from './service/row-operations.js';
import { EndpointStore } from './store/endpoint.store.js';
import { KeyConditionCompiler } from './store/key-condition.compiler.js';
import { PostgresRunner } from './store/postgres.runner.js';
import { ReferenceFinder } from './store/reference.finder.js';
import { SqliteRunner } from './store/sqlite.runner.js';
import { StatementBook } from './store/statement-book.js';
import type { Runner } from './store/statement.interface.js';
import { createInputClass } from './validate/input-class.factory.js';
import { InputValidator } from './validate/input.validator.js';

/** The most rows of a collection, unless the options say otherwise. */
const MAX_RESULTS = 1000;

/** What makes an engine. */
export interface LightApiEngineParts {
  readonly options: LightApiOptions;
  /** The application's MikroORM, where it has one. */
  readonly orm: MikroORM | undefined;
  readonly endpoints: readonly EndpointClass[];
  readonly background: BackgroundRunner;
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
    const models = checkedModels(parts.endpoints, parts.options);
    const { options } = parts;
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

  /** What all endpoints were declared to be. */
  models(): EndpointModel[] {
    return [...this.runtimes.values()].map(({ model }) => model);
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

  private async prepare(models: ReadonlyMap<EndpointClass, EndpointModel>): Promise<void> {
    const dialect = dialectOf(this.orm.em.getPlatform());
    const runner = await this.runner(dialect);
    const compiled = [...models].map(([endpoint, model]) => ({
      endpoint,
      model,
      codecs: model.columns.map((field) => codecOf(field, dialect)),
    }));
    this.orm.discoverEntity(compiled.map((one) => this.entitySchema(one)));
    const targets = compiled.map(({ endpoint, model }) => ({
      model,
      metadata: this.orm.getMetadata().get(entityOf(endpoint)),
    }));
    await synchronizeSchema(this.orm, targets, this.parts.options.schema ?? 'create');
    const shared = { dialect, runner, models: [...models.values()] };
    for (const one of compiled) this.runtimes.set(one.endpoint, this.runtime(one, shared));
  }

  private entitySchema({ endpoint, model, codecs }: Compiled) {
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
    return new SqliteRunner(native as Database, this.orm.em);
  }

  private runtime({ endpoint, model, codecs }: Compiled, shared: Shared): EndpointRuntime {
    const { unknownMembers = 'ignore', maxResults = MAX_RESULTS } = this.parts.options;
    const inputClass = createInputClass(endpoint, model, codecs);
    return {
      endpoint,
      model,
      hydrator: new RowHydrator(model.columns, codecs),
      renderer: new RowRenderer(model.columns, codecs),
      operations: new RowOperations({
        model,
        codecs,
        store: this.store({ endpoint, model, codecs }, shared),
        validator: new InputValidator({ model, codecs, inputClass, unknownMembers }),
        transact: (work) => this.orm.em.transactional(work),
        now: this.now,
        maxResults,
      }),
    };
  }

  private store({ endpoint, model, codecs }: Compiled, shared: Shared): EndpointStore {
    const em = this.orm.em.fork() as SqlEntityManager;
    return new EndpointStore({
      model,
      runner: shared.runner,
      book: new StatementBook(model, codecs, shared.dialect),
      keys: new KeyConditionCompiler(em, entityOf(endpoint), shared.dialect),
      references: new ReferenceFinder({ model, codecs, ...shared }),
    });
  }
}

interface Compiled {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  readonly codecs: readonly ColumnCodec[];
}

interface Shared {
  readonly dialect: Dialect;
  readonly runner: Runner;
  readonly models: readonly EndpointModel[];
}

/** MikroORM's connections since 7.2. */
interface NativeConnection {
  getNativeClient(): Promise<unknown>;
}

function checkedModels(
  endpoints: readonly EndpointClass[],
  options: LightApiOptions,
): ReadonlyMap<EndpointClass, EndpointModel> {
  const defaults = defaultAuthenticationProblems(options.authentication);
  const { models, problems } = buildEndpointModels(
    endpoints,
    defaults.length > 0 ? undefined : options.authentication,
  );
  const columns = [...models.values()].flatMap(({ name, fields }) =>
    fields.flatMap((field) =>
      columnProblems(field).map((problem) => `${name}.${field.name}: ${problem}`),
    ),
  );
  const guards = guardProblems([...models.values()], options);
  const all = [...defaults, ...problems, ...columns, ...guards];
  if (all.length > 0) throw new ConfigurationError(all);
  return models;
}
