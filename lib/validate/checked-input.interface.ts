import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { InputClass } from './input-class.factory.js';

/** What a body is for: a new row, all of one that there is, or some of it. */
export type WriteMode = 'create' | 'replace' | 'change';

/** Values of some columns, ready to be bound. */
export interface CheckedInput {
  /** Positions in `model.columns`, ascending. */
  readonly present: readonly number[];
  /** One for each of `present`. */
  readonly values: readonly DriverValue[];
  /** Positions of columns that go back to what the database has as their default. */
  readonly defaulted: readonly number[];
}

/** What came of checking a body: the input is of use where there are no problems. */
export interface Checked {
  readonly input: CheckedInput;
  /** In declaration order. */
  readonly problems: readonly DetailEntry[];
}

/** What makes a validator. */
export interface InputValidatorParts {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly inputClass: InputClass;
  /** Members that are not declared: left out silently, or refused. */
  readonly unknownMembers: UnknownMembers;
}

/**
 * What happens to members that the class does not declare: they are left out and never stored, or
 * the request is answered 422.
 *
 * @publicApi
 */
export type UnknownMembers = 'ignore' | 'reject';
