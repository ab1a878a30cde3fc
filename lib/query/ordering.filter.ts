import type {
  FilterBackend,
  FilterContext,
  OrderTerm,
} from '../declare/filter-backend.interface.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { CollectionQuery } from './collection-query.js';
import type { CollectionSchema } from './collection-schema.js';
import type { QueryLimits } from './query-limits.interface.js';
import { shown } from './query-string.parser.js';

/** `title`, `-title`, `-title.nullsfirst`. */
const TERM = /^(-?)([^-].*?)(?:\.nulls(first|last))?$/s;

/**
 * `?ordering=author,-price`: by the fields of `filtering.ordering`, `-` for descending, then by the
 * primary key. Rows without a value come last either way, or as `.nullsfirst` and `.nullslast`
 * behind a name say (PostgREST's words).
 *
 * @publicApi
 */
export class OrderingFilter implements FilterBackend {
  readonly parameters = ['ordering'];

  /** @internal Made by the library: name the class in `filtering.backends`. */
  constructor(
    private readonly schema: CollectionSchema,
    private readonly limits: QueryLimits,
  ) {}

  describe(): readonly QueryParameter[] {
    const items = { type: 'string', enum: [...this.schema.orderable].flatMap(this.termsOf) };
    return [
      {
        name: 'ordering',
        description: `Members to order by, '-' for descending. Equal ones are ordered by the key.`,
        schema: { type: 'array', items, minItems: 1, maxItems: this.limits.orderingTerms },
      },
    ];
  }

  filter(collection: CollectionQuery, { parameters, isReadable }: FilterContext): CollectionQuery {
    const text = parameters.one('ordering');
    if (text === undefined) return collection;
    const terms = text
      .split(',')
      .map((term) => this.termOf(term))
      .filter(({ field }) => this.isKnown(field, isReadable));
    if (terms.length > this.limits.orderingTerms)
      throw refusal(`at most ${this.limits.orderingTerms} fields are read`);
    const names = terms.map(({ field }) => field);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw refusal(`it names ${twice} twice`);
    return terms.length === 0 ? collection : collection.orderBy(terms);
  }

  /** Without a word rows without a value come last. */
  private readonly termsOf = (name: string): string[] => {
    const terms = [name, `-${name}`];
    const nullable = this.schema.fields.get(name)?.nullable === true;
    return nullable ? [...terms, ...terms.map((term) => `${term}.nullsfirst`)] : terms;
  };

  /** A column of a table that is there may have a dot in its name; else it begins a word that is none. */
  private termOf(text: string): OrderTerm {
    const [, minus, field = '', nulls = 'last'] = TERM.exec(text) ?? [];
    const isName = field !== '' && !field.includes('.');
    if (!isName && !this.schema.orderable.has(field))
      throw refusal(`'${shown(text)}' is no field; write e.g. title, -title or -title.nullsfirst`);
    return { field, descending: minus === '-', nulls: nulls as OrderTerm['nulls'] };
  }

  private isKnown(field: string, isReadable: FilterContext['isReadable']): boolean {
    const { orderable, strict } = this.schema;
    if (orderable.has(field) && isReadable(field)) return true;
    if (!strict) return false;
    const names = [...orderable].filter(isReadable).join(', ');
    throw refusal(`there is no ordering by '${shown(field)}'; it may name ${names}`);
  }
}

function refusal(reason: string): MalformedRequestError {
  return new MalformedRequestError(`ordering: ${reason}`);
}
