import type { FilterBackend, FilterContext } from '../declare/filter-backend.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import { CollectionQuery } from '../query/collection-query.js';
import type { CollectionSchema } from '../query/collection-schema.js';
import { isOwnBackend } from '../query/filter-backends.js';
import type { QueryParameters } from '../query/query-parameters.js';
import { shown } from '../query/query-string.parser.js';
import { withoutHoles } from './condition-holes.js';
import type { CollectionRequest } from './collection-request.interface.js';

/** What makes a narrower. */
export interface CollectionNarrowerParts {
  readonly schema: CollectionSchema;
  /** What narrows the collection, in order. Asked for late, as Nest makes some of them. */
  readonly backends: () => readonly FilterBackend[];
}

/** Parameters that each collection reads, whatever its options. */
const COMMON_PARAMETERS = ['fields'];

/** Narrows a collection to what scope, queryset and filter backends leave of it. */
export class CollectionNarrower {
  private readonly all: CollectionQuery;
  private pure: boolean | undefined;

  constructor(private readonly parts: CollectionNarrowerParts) {
    this.all = CollectionQuery.all(parts.schema);
  }

  /** Whether what is left depends on the parameters, and the conditions, alone. */
  get isPure(): boolean {
    return (this.pure ??= this.parts.backends().every(isOwnBackend));
  }

  /** @throws {@link MalformedRequestError} naming the parameter, {@link OutOfScopeError} */
  async narrow(asked: CollectionRequest): Promise<CollectionQuery> {
    const { parameters, conditions, request } = asked;
    const context = { parameters, request, isReadable: this.readableBy(asked) };
    let query = this.all;
    for (const condition of conditions) query = query.where(condition);
    for (const backend of this.parts.backends()) query = await filtered(query, backend, context);
    if (this.parts.schema.strict) this.refuseUnknown(context);
    this.refuseForeign(parameters);
    return query;
  }

  /** Whether a parameter may make a difference, if only that it is refused. */
  reads(name: string): boolean {
    const { schema } = this.parts;
    if (schema.strict || schema.paging.includes(name)) return true;
    if (schema.foreignPlaces.includes(name)) return true;
    const [member = ''] = name.split('[', 1);
    if (schema.filterable.has(member)) return true;
    return this.isReadByBackend(name);
  }

  private isReadByBackend(name: string): boolean {
    return this.parts.backends().some(({ parameters }) => parameters.includes(name));
  }

  private readableBy({ hidden }: CollectionRequest): FilterContext['isReadable'] {
    const { fields } = this.parts.schema;
    return (member) => !hidden?.has(fields.get(member)?.position ?? -1);
  }

  private refuseUnknown({ parameters, isReadable }: FilterContext): void {
    const { backends, schema } = this.parts;
    const known = new Set(
      [COMMON_PARAMETERS, schema.paging, ...backends().map(parametersOf)].flat(),
    );
    const unknown = parameters.names.find(
      (name) => !known.has(name) || this.isHidden(name, isReadable),
    );
    if (unknown !== undefined)
      throw new MalformedRequestError(`${shown(unknown)}: this collection has no such parameter`);
  }

  private refuseForeign({ names }: QueryParameters): void {
    const { foreignPlaces, paging } = this.parts.schema;
    const foreign = names.find(
      (name) => foreignPlaces.includes(name) && !this.isReadByBackend(name),
    );
    if (foreign !== undefined)
      throw new MalformedRequestError(`${foreign}: this collection is paged by '${paging[0]}'`);
  }

  /** A parameter of a field that the caller may not see is one that is not there. */
  private isHidden(parameter: string, isReadable: FilterContext['isReadable']): boolean {
    const [member = ''] = parameter.split('[', 1);
    return this.parts.schema.filterable.has(member) && !isReadable(member);
  }
}

/** What a backend said in conditions is told apart by the parameters that it reads. */
async function filtered(
  query: CollectionQuery,
  backend: FilterBackend,
  context: FilterContext & { readonly parameters: QueryParameters },
): Promise<CollectionQuery> {
  const narrowed = (await backend.filter(query, context)) as CollectionQuery;
  if (narrowed.conditions === query.conditions) return narrowed;
  for (const condition of narrowed.conditions) withoutHoles(condition, backend.constructor.name);
  const { parameters } = context;
  return narrowed.askedBy(
    ...backend.parameters.map((name) => [name, parameters.all(name)] as const),
  );
}

function parametersOf({ parameters }: FilterBackend): readonly string[] {
  return parameters;
}
