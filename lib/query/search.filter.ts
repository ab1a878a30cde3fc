import { InvalidValue } from '../column/column-codec.interface.js';
import { readText } from '../column/text-value.js';
import type { FilterBackend, FilterContext } from '../declare/filter-backend.interface.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { CollectionQuery } from './collection-query.js';
import type { CollectionSchema } from './collection-schema.js';
import type { QueryLimits } from './query-limits.interface.js';

/**
 * `?search=`: each word has to occur in one of the fields of `filtering.search`, in upper or lower
 * case. `%`, `_` and `\` mean themselves. An empty one searches for nothing, as an empty box of a
 * form does (seed behaviour 9.6).
 *
 * @publicApi
 */
export class SearchFilter implements FilterBackend {
  readonly parameters = ['search'];

  /** @internal Made by the library: name the class in `filtering.backends`. */
  constructor(
    private readonly schema: CollectionSchema,
    private readonly limits: QueryLimits,
  ) {}

  describe(): readonly QueryParameter[] {
    const names = this.schema.searchable.map(({ name }) => name).join(', ');
    const { searchLength: maxLength, searchWords } = this.limits;
    return [
      {
        name: 'search',
        description: `Words, at most ${searchWords}, each of which occurs in one of ${names}, in upper or lower case.`,
        schema: { type: 'string', maxLength },
      },
    ];
  }

  filter(collection: CollectionQuery, { parameters, isReadable }: FilterContext): CollectionQuery {
    const fields = this.schema.searchable.filter(({ name }) => isReadable(name));
    const words = this.words(parameters.one('search') ?? '');
    if (words.length === 0 || fields.length === 0) return collection;
    return collection.searchFor(...words.map((word) => ({ word, fields })));
  }

  private words(text: string): readonly string[] {
    const { searchLength, searchWords } = this.limits;
    if (text.length > searchLength)
      throw new MalformedRequestError(`search: at most ${searchLength} characters are read`);
    const read = readText(text);
    if (read instanceof InvalidValue) throw new MalformedRequestError(`search: ${read.msg}`);
    const words = [...new Set(text.split(/\s+/).filter((word) => word !== ''))];
    if (words.length > searchWords)
      throw new MalformedRequestError(`search: at most ${searchWords} words are read`);
    return words;
  }
}
