import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { CountMode } from '../declare/pagination-options.interface.js';
import type { QueryParameters } from '../query/query-parameters.js';

/** Whose page of a collection is asked for, and which. */
export interface CollectionRequest {
  readonly parameters: QueryParameters;
  /** What scope and queryset say; each narrows the collection. */
  readonly conditions: readonly object[];
  readonly request: LightApiRequest | undefined;
  /** What `Prefer: count=…` asks for. */
  readonly count: CountMode | undefined;
  /** Positions in `model.columns` of what the caller may not see. @default none */
  readonly hidden?: ReadonlySet<number>;
}
