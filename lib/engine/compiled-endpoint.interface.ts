import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** An endpoint whose columns know their database. */
export interface CompiledEndpoint {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
}
