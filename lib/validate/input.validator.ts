import { validate } from 'class-validator';

import {
  type ColumnCodec,
  type DriverValue,
  InvalidValue,
} from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import {
  AUTOMATIC_COLUMNS,
  type EndpointModel,
  type FieldModel,
} from '../model/endpoint-model.interface.js';
import {
  brokenRules,
  missing,
  notAnObject,
  notNullable,
  unknownMember,
  unreadable,
} from './detail-entries.js';
import type { InputClass } from './input-class.factory.js';
import { isWalkable, transformMembers } from './transform-members.js';

/** Values of some declared fields, ready to be bound. */
export interface CheckedInput {
  /** Positions in `model.fields`, ascending. */
  readonly present: readonly number[];
  /** One for each of `present`. */
  readonly values: readonly DriverValue[];
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

/** Undefined are the members that a PATCH leaves alone; `null` has been judged before. */
const RULES = { skipMissingProperties: true, forbidUnknownValues: false } as const;

/**
 * Checks bodies of one endpoint: presence, then each member as its column's type, then the rules
 * of class-validator over what could be read. Only declared names are ever looked up, so that
 * `__proto__` and its like are nothing but unknown members.
 */
export class InputValidator {
  private readonly known: ReadonlySet<string>;

  constructor(private readonly parts: InputValidatorParts) {
    const declared = parts.model.fields.map(({ name }) => name);
    this.known = new Set([...declared, ...AUTOMATIC_COLUMNS]);
  }

  /**
   * @param partial - members may be missing, and stay as they are
   * @param kept - positions of fields that stay as they are where they are missing, partial or not
   */
  async check(
    body: unknown,
    partial: boolean,
    kept: ReadonlySet<number> = NO_FIELDS,
  ): Promise<Checked> {
    if (!isObject(body))
      return { input: { present: [], values: [] }, problems: [notAnObject(body)] };
    const reading = new Reading(this.parts, body, (at) => partial || kept.has(at));
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

/** Unknown members that one answer names, so that it is not larger than the request. */
const MAX_UNKNOWN = 20;

const UNTRANSFORMED = new InvalidValue(
  'json_type',
  `Input should nest at most 64 arrays and objects, without a member 'constructor'`,
);

/** One body on its way through the checks; each list has a place for each declared field. */
class Reading {
  private readonly entries: DetailEntry[][];
  private readonly values: unknown[] = [];
  private readonly instance: Record<string, unknown>;
  private readonly members: Record<string, unknown>;

  constructor(
    private readonly parts: InputValidatorParts,
    body: object,
    /** Whether a field, by its position, stays as it is where the body does not have it. */
    private readonly staysWithout: (at: number) => boolean,
  ) {
    const { model, inputClass } = parts;
    this.entries = model.fields.map(() => []);
    this.members = pick(body, model.fields);
    this.instance = Object.create(inputClass.type.prototype as object) as Record<string, unknown>;
    const source = transformMembers(inputClass, this.members);
    model.fields.forEach((field, at) => {
      this.read(field, at, source);
    });
  }

  private read(field: FieldModel, at: number, source: Record<string, unknown>): void {
    const given = Object.hasOwn(source, field.name) ? source[field.name] : undefined;
    const value = given === undefined ? this.absent(field, at) : given;
    if (value === undefined) return;
    if (value === null) {
      if (field.optional) this.values[at] = null;
      else this.entries[at]?.push(notNullable(field.name));
      return;
    }
    const parsed = this.untransformed(field) ?? this.parts.codecs[at]?.parse(value);
    if (parsed instanceof InvalidValue)
      this.entries[at]?.push(unreadable(field.name, parsed, this.members[field.name]));
    else this.values[at] = this.instance[field.name] = parsed;
  }

  /** A value that class-transformer can't be given is not let past it either. */
  private untransformed({ name, type }: FieldModel): InvalidValue | undefined {
    if (type !== 'json' || !this.parts.inputClass.transformed.has(name)) return undefined;
    return isWalkable(this.members[name]) ? undefined : UNTRANSFORMED;
  }

  /** What stands in for a member that is not there; `undefined` where nothing does. */
  private absent(field: FieldModel, at: number): unknown {
    if (this.staysWithout(at)) return undefined;
    if (field.defaultValue) return field.defaultValue();
    if (field.optional) return null;
    this.entries[at]?.push(missing(field.name));
    return undefined;
  }

  async applyRules(): Promise<void> {
    const judged = this.entries.map((entries) => entries.length > 0);
    for (const violation of await validate(this.instance, RULES)) {
      const at = this.parts.model.fields.findIndex(({ name }) => name === violation.property);
      // `@IsDefined` asks for members that a PATCH leaves alone, and for those missed already.
      const isLeftAlone = this.staysWithout(at) && this.members[violation.property] === undefined;
      if (!isLeftAlone && !judged[at])
        this.entries[at]?.push(...brokenRules(violation, this.members[violation.property]));
    }
  }

  problems(): DetailEntry[] {
    return this.entries.flat();
  }

  input(): CheckedInput {
    const present: number[] = [];
    const values: DriverValue[] = [];
    this.values.forEach((value, at) => {
      present.push(at);
      values.push(value === null ? null : (this.parts.codecs[at]?.toDriver(value) ?? null));
    });
    return { present, values };
  }
}

/** A JSON object; a list is none. */
export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function pick(body: object, fields: readonly FieldModel[]): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const { name } of fields)
    if (Object.hasOwn(body, name)) members[name] = (body as Record<string, unknown>)[name];
  return members;
}
