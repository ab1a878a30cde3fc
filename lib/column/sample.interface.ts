import type { JsonValue } from './column-codec.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';

/**
 * Makes the JSON value of a field: the same for the same seed, another for another one where the
 * field leaves room; `undefined` where no valid one is found.
 *
 * @param seed - from 1
 */
export type SampleMaker = (field: FieldModel, seed: number) => JsonValue | undefined;
