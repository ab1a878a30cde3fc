import { type EntityClass, raw } from '@mikro-orm/core';
import { QueryBuilder, type SqlEntityManager } from '@mikro-orm/sql';

import { comparingColumns } from '../column/compared-columns.js';
import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { BY_ANYBODY, wrongConditions } from './condition-failure.js';
import { FRAGMENT_VALUES } from './fragment-value.js';
import { compared, quote, renumber } from './sql-syntax.js';

/** What makes a compiler. */
export interface KeyConditionCompilerParts {
  readonly em: SqlEntityManager;
  readonly rowClass: EntityClass<object>;
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly dialect: Dialect;
}

/** A subquery. */
export interface CompiledKeys {
  readonly sql: string;
  readonly parameters: readonly DriverValue[];
}

/**
 * Makes subqueries of what `scope` and `queryset` hooks returned, with MikroORM's own query
 * builder: conditions, or a builder.
 */
export class KeyConditionCompiler {
  constructor(private readonly parts: KeyConditionCompilerParts) {}

  /**
   * The keys of some rows.
   *
   * @param before - how many parameters come before the subquery in its statement
   * @param by - who may have said what the rows are, for the log
   * @throws TypeError for what MikroORM makes no SQL of
   */
  compile(rows: object, before: number, by = BY_ANYBODY): CompiledKeys {
    return this.understood([rows], by, () => {
      const builder = this.builder(rows);
      return this.compiled(builder.select(this.keys(builder) as never), before);
    });
  }

  /**
   * Rows that all conditions hold for, whole: where no key tells rows apart.
   *
   * @throws TypeError for a builder beside other conditions: which rows both mean can't be told; and for what
   *   MikroORM makes no SQL of
   */
  compileRows(conditions: readonly object[], before: number): CompiledKeys {
    const [first, ...others] = conditions;
    const builders = conditions.filter((rows) => rows instanceof QueryBuilder);
    if (builders.length > 0 && others.length > 0)
      throw new TypeError(
        `${this.parts.model.name}: without a key, a query builder can't be combined with other conditions. Put them into the builder, or name the key by 'primaryKey'.`,
      );
    return this.understood(conditions, BY_ANYBODY, () => {
      const builder = this.builder(builders.length > 0 && first ? first : { $and: conditions });
      return this.compiled(builder.select(raw<never>(`${quote(builder.alias)}.*`)), before);
    });
  }

  private understood(
    conditions: readonly object[],
    by: string,
    compile: () => CompiledKeys,
  ): CompiledKeys {
    try {
      return compile();
    } catch (cause) {
      throw wrongConditions({ endpoint: this.parts.model.name, by, conditions }, cause);
    }
  }

  private compiled(builder: QueryBuilder, before: number): CompiledKeys {
    const { sql, params } = comparingColumns(() => builder.toQuery());
    const { dialect } = this.parts;
    return {
      sql: renumber(sql, dialect, before),
      parameters: params.map(FRAGMENT_VALUES[dialect]),
    };
  }

  /** What MikroORM would make text of is compared as it is. */
  private keys({ alias }: QueryBuilder): unknown[] {
    const { model, codecs } = this.parts;
    return model.key.at.map((at) => {
      const { name = '', column = '' } = model.columns[at] ?? {};
      const codec = codecs[at];
      if (codec?.selection === undefined && codec?.comparison === undefined) return name;
      return raw(compared({ column, codec }, quote(alias)).replaceAll('?', '\\?'));
    });
  }

  private builder(rows: object): QueryBuilder {
    if (rows instanceof QueryBuilder) return rows.clone() as QueryBuilder;
    return this.parts.em.createQueryBuilder<object>(this.parts.rowClass).where(rows);
  }
}
