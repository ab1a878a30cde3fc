import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { RowRenderer } from '../respond/row.renderer.js';
import type { CollectionReaderParts } from '../service/collection.reader.js';
import type { RowHydrator } from '../service/row.hydrator.js';
import type { RowKeys } from '../service/row-keys.js';
import type { RowOperations } from '../service/row-operations.js';
import type { RowVersions } from '../store/row-versions.js';

/** All that was made at start for one endpoint. */
export interface EndpointRuntime {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  readonly keys: RowKeys;
  readonly versions: RowVersions;
  readonly operations: RowOperations;
  readonly hydrator: RowHydrator;
  readonly renderer: RowRenderer;
  /** What the reader of the collection is made of, but for what Nest makes. */
  readonly collection: Omit<CollectionReaderParts, 'backends'>;
}
