import type { INestApplicationContext } from '@nestjs/common';

import { codecOf } from '../column/codec-of.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { LightApiEngine } from '../engine/light-api.engine.js';
import type { FieldModel } from '../model/field-model.interface.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import type { EndpointService } from '../service/endpoint.service.js';
import { getEndpointToken } from '../service/inject-endpoint.decorator.js';
import { type RowBody, RowFactory, type RowOptions } from './row.factory.js';

/** Makes and stores rows of one application's endpoints, each with those that it refers to. */
export class StoredRows {
  private readonly factories = new Map<EndpointClass, RowFactory>();
  private made = 0;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly engine: LightApiEngine,
  ) {}

  runtimeOf(endpoint: EndpointClass): EndpointRuntime {
    return this.engine.runtimeOf(endpoint);
  }

  /** @param within - the endpoints whose rows wait for this one */
  async body(
    endpoint: EndpointClass,
    given: RowBody,
    options: RowOptions,
    within: readonly EndpointClass[] = [],
  ): Promise<RowBody> {
    const factory = this.factoryOf(endpoint);
    const seed = options.seed ?? this.nextSeed();
    const referred: RowBody = {};
    for (const field of factory.references(given, options)) {
      const value = await this.referred(endpoint, field, within);
      if (value !== undefined) referred[field.name] = value;
    }
    return factory.row({ ...referred, ...given }, { ...options, seed });
  }

  async create(
    endpoint: EndpointClass,
    given: RowBody,
    options: RowOptions,
    within: readonly EndpointClass[] = [],
  ): Promise<object> {
    const body = await this.body(endpoint, given, options, within);
    const service = this.app.get<EndpointService>(getEndpointToken(endpoint), { strict: false });
    return service.unscoped.create(body);
  }

  /** The value of a row that is stored to be referred to; `null` where none can be and none must. */
  private async referred(
    endpoint: EndpointClass,
    field: FieldModel,
    within: readonly EndpointClass[],
  ): Promise<unknown> {
    const { table = '', column = '' } = field.reference ?? {};
    const path = [...within, endpoint];
    const target = this.engine.endpoints().find(({ model }) => model.table === table);
    const isKnown = target !== undefined && !path.includes(target.endpoint);
    if (!isKnown) return field.optional ? null : undefined;
    const row = await this.create(target.endpoint, {}, {}, path);
    const member = target.model.columns.find((one) => one.column === column)?.name ?? column;
    return (row as RowBody)[member];
  }

  private factoryOf(endpoint: EndpointClass): RowFactory {
    const known = this.factories.get(endpoint);
    if (known) return known;
    const { model } = this.runtimeOf(endpoint);
    const codecs = model.columns.map((field) => codecOf(field, this.engine.dialect));
    const factory = new RowFactory({ endpoint, model, codecs });
    this.factories.set(endpoint, factory);
    return factory;
  }

  private nextSeed(): number {
    this.made += 1;
    return this.made;
  }
}
