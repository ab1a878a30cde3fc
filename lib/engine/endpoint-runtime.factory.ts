import type { MikroORM } from '@mikro-orm/core';

import type { AnswerCache } from '../cache/answer-cache.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { createCollectionSchema } from '../query/collection-schema.js';
import type { CursorCodec } from '../query/cursor.codec.js';
import { createPaginator } from '../query/paginator.table.js';
import { QUERY_LIMITS } from '../query/query-limits.interface.js';
import { RowRenderer } from '../respond/row.renderer.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import { entityOf } from '../schema/row-class.js';
import { bodyVersionReader } from '../service/body-version.js';
import { RowKeys } from '../service/row-keys.js';
import { RowOperations, type RowOperationsParts } from '../service/row-operations.js';
import { RowHydrator } from '../service/row.hydrator.js';
import { CollectionStore } from '../store/collection.store.js';
import { EndpointStore } from '../store/endpoint.store.js';
import { KeyConditionCompiler } from '../store/key-condition.compiler.js';
import { ReferenceFinder } from '../store/reference.finder.js';
import { RowVersions } from '../store/row-versions.js';
import { StatementBook } from '../store/statement-book.js';
import type { Runner } from '../store/statement.interface.js';
import { beginTransaction, transactionManager } from '../store/transaction-managers.js';
import { createInputClass } from '../validate/input-class.factory.js';
import { InputValidator } from '../validate/input.validator.js';
import type { CompiledEndpoint } from './compiled-endpoint.interface.js';
import type { RowEntities } from './row-entities.js';

/** The most rows of a collection without pages, unless the options say otherwise. */
const MAX_RESULTS = 1000;

/** What the endpoints of an application have in common. */
export interface SharedParts {
  readonly orm: MikroORM;
  readonly entities: RowEntities;
  readonly options: LightApiOptions;
  readonly dialect: Dialect;
  readonly runner: Runner;
  /** Of all endpoints. */
  readonly models: readonly EndpointModel[];
  readonly cursors: CursorCodec;
  readonly cache: AnswerCache;
  /** Hexadecimal: what the digests of rows are mixed with. */
  readonly stateSecret: string;
  /** The present moment. */
  readonly now: () => Date;
}

/** Makes, once, all that the requests of one endpoint need. */
export function createEndpointRuntime(
  compiled: CompiledEndpoint,
  shared: SharedParts,
): EndpointRuntime {
  const { endpoint, model, codecs } = compiled;
  const versions = new RowVersions(model, codecs);
  const keys = new RowKeys(model, codecs);
  const stores = createStores(compiled, shared, versions);
  const hydrator = new RowHydrator(model, codecs);
  return {
    endpoint,
    model,
    keys,
    versions,
    hydrator,
    renderer: new RowRenderer(
      model.columns,
      codecs,
      (value) => hydrator.isResource(value) || value instanceof entityOf(endpoint),
    ),
    operations: createOperations(compiled, shared, { store: stores.rows, keys, versions }),
    collection: createCollection(compiled, shared, stores.collection),
  };
}

function createStores(
  { endpoint, model, codecs }: CompiledEndpoint,
  shared: SharedParts,
  versions: RowVersions,
) {
  const { entities, runner, dialect, models, stateSecret } = shared;
  const { em } = shared.orm;
  const book = new StatementBook({ model, codecs, dialect, stateSecret });
  const keys = new KeyConditionCompiler({
    get em() {
      return entities.em;
    },
    rowClass: entityOf(endpoint),
    model,
    codecs,
    dialect,
  });
  const references = new ReferenceFinder({ model, codecs, models, runner, dialect });
  return {
    rows: new EndpointStore({ em, model, runner, book, keys, references, versions }),
    collection: new CollectionStore({ endpoint: model.name, em, book, runner, keys, dialect }),
  };
}

function createOperations(
  { endpoint, model, codecs }: CompiledEndpoint,
  { orm, options, cache, now, runner }: SharedParts,
  parts: Pick<RowOperationsParts, 'store' | 'keys' | 'versions'>,
): RowOperations {
  const { unknownMembers = 'ignore' } = options;
  const inputClass = createInputClass(endpoint, model, codecs);
  const validator = new InputValidator({ model, codecs, inputClass, unknownMembers });
  const inTurn = <T>(begin: () => Promise<T>) => runner.inTurn?.(begin) ?? begin();
  const transact = <T>(work: () => Promise<T>) =>
    transactionManager(orm.em) === undefined
      ? inTurn(() => beginTransaction(orm.em, work))
      : work();
  const written = cache.keeps(model.table)
    ? (isUnsure: boolean) => cache.outdate(model.table, isUnsure)
    : undefined;
  const bodyVersion = bodyVersionReader(model);
  const common = { ...parts, em: orm.em, model, codecs, now };
  return new RowOperations({ ...common, validator, bodyVersion, transact, written });
}

function createCollection(
  { model, codecs }: CompiledEndpoint,
  { options, cursors, dialect }: SharedParts,
  store: CollectionStore,
): EndpointRuntime['collection'] {
  const { maxResults = MAX_RESULTS, queryLimits } = options;
  return {
    schema: createCollectionSchema(model, codecs, dialect),
    paginator: createPaginator(model.pagination, { cursors, maxResults }),
    store,
    limits: { ...QUERY_LIMITS, ...queryLimits },
    readable: model.representation.read,
  };
}
