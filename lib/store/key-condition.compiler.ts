import type { EntityClass } from '@mikro-orm/core';
import { QueryBuilder, type SqlEntityManager } from '@mikro-orm/sql';

import type { Dialect, DriverValue } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { renumber } from './sql-syntax.js';

/** What makes a compiler. */
export interface KeyConditionCompilerParts {
  readonly em: SqlEntityManager;
  readonly rowClass: EntityClass<object>;
  readonly model: EndpointModel;
  readonly dialect: Dialect;
}

/** A subquery of the keys of some rows. */
export interface CompiledKeys {
  readonly sql: string;
  readonly parameters: readonly DriverValue[];
}

/**
 * Makes a subquery of what a `scope` or `queryset` hook returned, with MikroORM's own query
 * builder: conditions, or a builder.
 *
 * @param before - how many parameters come before the subquery in its statement
 */
export class KeyConditionCompiler {
  constructor(private readonly parts: KeyConditionCompilerParts) {}

  compile(rows: object, before: number): CompiledKeys {
    const { model, dialect } = this.parts;
    const names = model.key.at.map((at) => model.columns[at]?.name);
    const { sql, params } = this.builder(rows)
      .select(names as never)
      .toQuery();
    return {
      sql: renumber(sql, dialect, before),
      parameters: params as DriverValue[],
    };
  }

  private builder(rows: object): QueryBuilder {
    if (rows instanceof QueryBuilder) return rows.clone() as QueryBuilder;
    return this.parts.em.createQueryBuilder(this.parts.rowClass).where(rows);
  }
}
