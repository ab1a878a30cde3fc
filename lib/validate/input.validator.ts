import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { BodyReading } from './body-reading.js';
import { notAnObject, unknownMember } from './detail-entries.js';
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

/**
 * Checks bodies of one endpoint: presence, then each member as its column's type, then the rules
 * of class-validator over what could be read. Only declared names are ever looked up, so that
 * `__proto__` and its like are nothing but unknown members.
 */
export class InputValidator {
  private readonly known: ReadonlySet<string>;

  constructor(private readonly parts: InputValidatorParts) {
    const { columns, version } = parts.model;
    const members = columns.map(({ name }) => name);
    this.known = new Set([...members, ...(version === undefined ? [] : ['version'])]);
  }

  /** @param kept - positions of columns that stay as they are where they are missing */
  async check(
    body: unknown,
    mode: WriteMode,
    kept: ReadonlySet<number> = NO_FIELDS,
  ): Promise<Checked> {
    if (!isObject(body)) return { input: NO_INPUT, problems: [notAnObject(body)] };
    const reading = new BodyReading(this.parts, body, { mode, kept });
    await reading.applyRules();
    return { input: reading.input(), problems: [...reading.problems(), ...this.unknown(body)] };
  }

  private unknown(body: object): DetailEntry[] {
    if (this.parts.unknownMembers === 'ignore') return [];
    return Object.entries(body)
      .filter(([name]) => !this.known.has(name))
      .slice(0, MAX_UNKNOWN)
      .map(([name, value]) => unknownMember(name, value));
  }
}

const NO_FIELDS: ReadonlySet<number> = new Set();
const NO_INPUT: CheckedInput = { present: [], values: [], defaulted: [] };

/** Unknown members that one answer names, so that it is not larger than the request. */
const MAX_UNKNOWN = 20;

/** A JSON object; a list is none. */
export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
