import type { EntityClass } from '@mikro-orm/core';
import { QueryBuilder, type SqlEntityManager } from '@mikro-orm/sql';

import type { Dialect, DriverValue } from '../column/column-codec.interface.js';
import { renumber } from './sql-syntax.js';

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
  constructor(
    private readonly em: SqlEntityManager,
    private readonly rowClass: EntityClass<object>,
    private readonly dialect: Dialect,
  ) {}

  compile(rows: object, before: number): CompiledKeys {
    const { sql, params } = this.builder(rows)
      .select(['id'] as never)
      .toQuery();
    return {
      sql: renumber(sql, this.dialect, before),
      parameters: params as DriverValue[],
    };
  }

  private builder(rows: object): QueryBuilder {
    if (rows instanceof QueryBuilder) return rows.clone() as QueryBuilder;
    return this.em.createQueryBuilder(this.rowClass).where(rows);
  }
}
