import { validate } from 'class-validator';

import { type DriverValue, InvalidValue } from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import type { DatabaseDefault, FieldModel } from '../model/field-model.interface.js';
import { brokenRules, missing, notNullable, unreadable } from './detail-entries.js';
import type { CheckedInput, InputValidatorParts, WriteMode } from './checked-input.interface.js';
import { isWalkable, transformMembers } from './transform-members.js';

/** Undefined are the members that a PATCH leaves alone; `null` has been judged before. */
const RULES = { skipMissingProperties: true, forbidUnknownValues: false } as const;

const UNTRANSFORMED = new InvalidValue(
  'json_type',
  `Input should nest at most 64 arrays and objects, without a member 'constructor'`,
);

/** What a body is for, and what stays as it is where the body does not have it: positions. */
interface WritePurpose {
  readonly mode: WriteMode;
  readonly kept: ReadonlySet<number>;
}

/** One body on its way through the checks; each list has a place for each column. */
export class BodyReading {
  private readonly entries: DetailEntry[][];
  private readonly values: unknown[] = [];
  private readonly defaulted: number[] = [];
  /** Positions of what the body may set. */
  private readonly settable: readonly number[];
  private readonly instance: Record<string, unknown>;
  private readonly members: Record<string, unknown>;

  constructor(
    private readonly parts: InputValidatorParts,
    body: object,
    private readonly purpose: WritePurpose,
  ) {
    const { model, inputClass } = parts;
    this.settable = purpose.mode === 'create' ? model.inputs.create : model.inputs.update;
    this.entries = model.columns.map(() => []);
    this.members = this.pick(body);
    this.instance = Object.create(inputClass.type.prototype as object) as Record<string, unknown>;
    const source = transformMembers(inputClass, this.members);
    for (const at of this.settable) {
      const field = model.columns[at];
      if (field) this.read(field, at, source);
    }
  }

  private pick(body: object): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    for (const at of this.settable) {
      const name = this.parts.model.columns[at]?.name ?? '';
      if (Object.hasOwn(body, name)) members[name] = (body as Record<string, unknown>)[name];
    }
    return members;
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
    if (field.databaseDefault !== undefined && this.isDefaulted(field.databaseDefault, at))
      return undefined;
    if (field.optional) return null;
    this.entries[at]?.push(missing(field.name));
    return undefined;
  }

  /** A new row has the database's default without being told. */
  private isDefaulted({ sql }: DatabaseDefault, at: number): boolean {
    if (this.purpose.mode === 'create') return true;
    if (sql !== undefined) this.defaulted.push(at);
    return sql !== undefined;
  }

  private staysWithout(at: number): boolean {
    return this.purpose.mode === 'change' || this.purpose.kept.has(at);
  }

  async applyRules(): Promise<void> {
    const judged = this.entries.map((entries) => entries.length > 0);
    for (const violation of await validate(this.instance, RULES)) {
      const at = this.parts.model.columns.findIndex(({ name }) => name === violation.property);
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
    return { present, values, defaulted: this.defaulted };
  }
}
