import { InvalidValue } from '../column/column-codec.interface.js';
import type { FilterBackend, FilterContext } from '../declare/filter-backend.interface.js';
import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { CollectionQuery, FilterNode } from './collection-query.js';
import type { CollectionSchema, FilterField } from './collection-schema.js';
import { describeOperand } from './operator.description.js';
import { OPERANDS, REPEATED } from './operator.table.js';
import type { QueryLimits } from './query-limits.interface.js';
import { shown } from './query-string.parser.js';

/** `price` and `price[gte]`. */
const NAME = /^([^[\]]+)(?:\[([^[\]]*)\])?$/;

/**
 * Exact match on the fields of `filtering.fields` (`?author=…`, repeated: one of several), and the
 * operators that their types have (`?price[gte]=10`). Rows without a value match no comparison,
 * `ne` and `nin` included, as in SQL: ask for them by `isnull`.
 *
 * @publicApi
 */
export class FieldFilter implements FilterBackend {
  readonly parameters: readonly string[];

  /** @internal Made by the library: name the class in `filtering.backends`. */
  constructor(
    private readonly schema: CollectionSchema,
    private readonly limits: QueryLimits,
  ) {
    this.parameters = [...schema.filterable].flatMap(([name, { operators }]) => [
      ...(operators.has('eq') ? [name] : []),
      ...[...operators].map((operator) => `${name}[${operator}]`),
    ]);
  }

  describe(): readonly QueryParameter[] {
    return [...this.schema.filterable].flatMap(([name, { field, operators }]) =>
      [...operators].map((operator) => ({
        name: operator === 'eq' ? name : `${name}[${operator}]`,
        ...describeOperand(operator, field, this.limits),
      })),
    );
  }

  filter(collection: CollectionQuery, { parameters, isReadable }: FilterContext): CollectionQuery {
    const filters = parameters.names.flatMap((sent): FilterNode[] => {
      const [, name = '', operator = 'eq'] = NAME.exec(sent) ?? [];
      const filterable = this.schema.filterable.get(name);
      if (filterable === undefined || !isReadable(name)) return [];
      return [this.node(filterable, { sent, operator, values: parameters.all(sent) })];
    });
    return filters.length === 0 ? collection : collection.filterBy(...filters);
  }

  private node({ field, operators }: FilterField, condition: SentCondition): FilterNode {
    const { sent, values } = condition;
    const operator = known(condition, operators);
    const [first = '', ...others] = values;
    if (others.length === 0)
      return { field, operator, values: this.read(field, operator, first, sent) };
    const repeated = REPEATED[operator];
    if (repeated === undefined)
      throw new MalformedRequestError(`${sent}: it was given more than once`);
    const all = values.flatMap((text) => this.read(field, operator, text, sent));
    return { field, operator: repeated, values: all };
  }

  private read(
    field: FilterNode['field'],
    operator: FilterOperator,
    text: string,
    sent: string,
  ): FilterNode['values'] {
    const read = OPERANDS[operator](text, field, this.limits);
    if (read instanceof InvalidValue) throw new MalformedRequestError(`${sent}: ${read.msg}`);
    return read;
  }
}

/** One parameter that is a filter. */
interface SentCondition {
  /** The parameter's name, e.g. `price[gte]`. */
  readonly sent: string;
  readonly operator: string;
  readonly values: readonly string[];
}

function known(
  { sent, operator }: SentCondition,
  operators: ReadonlySet<FilterOperator>,
): FilterOperator {
  if (operators.has(operator as FilterOperator)) return operator as FilterOperator;
  throw new MalformedRequestError(
    `${shown(sent)}: this field has no operator '${shown(operator)}'; it has ${[...operators].join(', ')}`,
  );
}
