import type { EntityMetadata, MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { createEntitySchema } from '../schema/entity-schema.factory.js';
import { entityOf } from '../schema/row-class.js';
import type { CompiledEndpoint } from './compiled-endpoint.interface.js';

/**
 * The entities of all endpoints' rows. The generated operations do without them, and to make one
 * takes MikroORM a millisecond: it is told of them when somebody gets an entity manager.
 */
export class RowEntities {
  private isKnown = false;
  private fork: SqlEntityManager | undefined;

  constructor(
    private readonly orm: MikroORM,
    private readonly compiled: readonly CompiledEndpoint[],
    private readonly now: () => Date,
  ) {}

  /** Has MikroORM know them from here on. */
  discover(): void {
    if (this.isKnown) return;
    const { orm, now } = this;
    const platform = orm.em.getPlatform();
    orm.discoverEntity(
      this.compiled.map(({ endpoint, model, codecs }) =>
        createEntitySchema({ model, codecs, rowClass: entityOf(endpoint), platform, now }),
      ),
    );
    this.isKnown = true;
  }

  /** Builds queries of them, and belongs to nobody's request. */
  get em(): SqlEntityManager {
    this.discover();
    return (this.fork ??= this.orm.em.fork({ disableContextResolution: true }) as SqlEntityManager);
  }

  metadataOf(endpoint: EndpointClass): EntityMetadata {
    this.discover();
    return this.orm.getMetadata().get(entityOf(endpoint));
  }
}
