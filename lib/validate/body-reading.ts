import { type DriverValue, InvalidValue } from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import type { DatabaseDefault, FieldModel } from '../model/field-model.interface.js';
import {
  brokenConstraint,
  brokenRules,
  missing,
  notNullable,
  unreadable,
} from './detail-entries.js';
import type { CheckedInput, InputValidatorParts, WriteMode } from './checked-input.interface.js';
import { classValidator } from './decorator-packages.js';
import { refusedMembers } from './refused-members.js';
import { transformMembers } from './transform-members.js';

const RULES = { forbidUnknownValues: false } as const;

const NONE_REFUSED: ReadonlyMap<string, InvalidValue> = new Map();

/** What a body is for, and what stays as it is where the body does not have it: positions. */
interface WritePurpose {
  readonly mode: WriteMode;
  readonly kept: ReadonlySet<number>;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * One body on its way through the checks. Most bodies have nothing wrong: the lists of problems are
 * made when the first is found.
 */
export class BodyReading {
  /** A list for each column. */
  private entries: DetailEntry[][] | undefined;
  /** Positions, ascending, and for each what was read: `null`, or a value of the column's type. */
  private readonly present: number[] = [];
  private readonly values: unknown[] = [];
  private readonly defaulted: number[] = [];
  /** Members that class-validator is shown as class-transformer made them. */
  private readonly made = new Map<number, unknown>();
  /** Members that are let past none of those who read them before their columns do. */
  private readonly refused: ReadonlyMap<string, InvalidValue>;
  /** What a transform threw. */
  private readonly failure: Error | undefined;
  /** Positions of what the body may set. */
  private readonly settable: readonly number[];

  constructor(
    private readonly parts: InputValidatorParts,
    private readonly body: Members,
    private readonly purpose: WritePurpose,
  ) {
    const { model, inputClass } = parts;
    this.settable = purpose.mode === 'create' ? model.inputs.create : model.inputs.update;
    this.refused = inputClass.readers.size === 0 ? NONE_REFUSED : refusedMembers(inputClass, body);
    const { members, failure } =
      inputClass.transformed.size === 0
        ? { members: body, failure: undefined }
        : transformMembers(inputClass, this.members(), this.refused);
    this.failure = failure;
    for (const at of this.settable) {
      const field = model.columns[at];
      if (field) this.read(field, at, members);
    }
  }

  /** Whether nothing is wrong, for sure: else {@link applyRules} knows. */
  isSound(): boolean {
    const { checks } = this.parts.inputClass;
    if (checks === undefined || this.entries !== undefined || this.failure !== undefined)
      return false;
    const { present, values } = this;
    for (let index = 0; index < present.length; index += 1) {
      const value = values[index];
      if (value !== null && checks[present[index] ?? -1]?.accept(value) !== true) return false;
    }
    return true;
  }

  /** @returns a promise only where class-validator is asked */
  applyRules(): Promise<void> | void {
    const { checks } = this.parts.inputClass;
    if (checks === undefined) return this.askClassValidator();
    this.present.forEach((at, index) => {
      const value = this.values[index];
      const broken = value === null ? [] : (checks[at]?.broken(value) ?? []);
      const name = this.parts.model.columns[at]?.name ?? '';
      const sent = this.sent(at);
      this.note(at, ...broken.map((rule) => brokenConstraint(name, rule, sent)));
    });
  }

  private async askClassValidator(): Promise<void> {
    const { validate } = classValidator();
    for (const violation of await validate(this.instance(), RULES)) {
      const at = this.parts.model.columns.findIndex(({ name }) => name === violation.property);
      this.note(at, ...brokenRules(violation, this.sent(at)));
    }
  }

  /** @throws what a transform threw, where nothing is wrong with what it was given */
  problems(): DetailEntry[] {
    const problems = this.entries?.flat() ?? [];
    if (problems.length === 0 && this.failure !== undefined) throw this.failure;
    return problems;
  }

  input(): CheckedInput {
    const { present, defaulted } = this;
    const values = this.values.map((value, index): DriverValue => {
      if (value === null) return null;
      return this.parts.codecs[present[index] ?? -1]?.toDriver(value) ?? null;
    });
    return { present, values, defaulted };
  }

  private read(field: FieldModel, at: number, source: Members): void {
    const given = Object.hasOwn(source, field.name) ? source[field.name] : undefined;
    const value = given === undefined ? this.absent(field, at) : given;
    if (value === undefined) return;
    if (value === null) {
      if (field.optional) this.take(at, null);
      else this.note(at, notNullable(field.name));
      return;
    }
    const parsed = this.refusal(field, at) ?? this.parts.codecs[at]?.parse(value);
    if (parsed instanceof InvalidValue) {
      this.note(at, unreadable(field.name, parsed, this.sent(at)));
      return;
    }
    this.take(at, parsed);
    if (this.isNested(field) && given !== undefined) this.made.set(at, given);
  }

  /** Whether a member is plain data when it was read, and perhaps an instance before. */
  private isNested({ name, type }: FieldModel): boolean {
    return type === 'json' && this.parts.inputClass.transformed.has(name);
  }

  private take(at: number, value: unknown): void {
    this.present.push(at);
    this.values.push(value);
  }

  private note(at: number, ...problems: DetailEntry[]): void {
    this.entries ??= this.parts.model.columns.map(() => []);
    this.entries[at]?.push(...problems);
  }

  /** Values of other types than json are refused by their types. */
  private refusal({ name, type }: FieldModel, at: number): InvalidValue | undefined {
    if (type !== 'json' || this.sent(at) === undefined) return undefined;
    return this.refused.get(name);
  }

  /** What stands in for a member that is not there; `undefined` where nothing does. */
  private absent(field: FieldModel, at: number): unknown {
    if (this.staysWithout(at)) return undefined;
    if (field.defaultValue) return field.defaultValue();
    if (field.databaseDefault !== undefined && this.isDefaulted(field.databaseDefault, at))
      return undefined;
    if (field.optional) return null;
    this.note(at, missing(field.name));
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

  /** What the body has of what it may set. */
  private members(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    for (const at of this.settable) {
      const name = this.parts.model.columns[at]?.name ?? '';
      if (Object.hasOwn(this.body, name)) members[name] = this.body[name];
    }
    return members;
  }

  /** The member as it came, `undefined` where the body may not set it. */
  private sent(at: number): unknown {
    const name = this.parts.model.columns[at]?.name ?? '';
    return this.settable.includes(at) && Object.hasOwn(this.body, name)
      ? this.body[name]
      : undefined;
  }

  /**
   * What class-validator is shown: values as they were read, those of json as they were made of what
   * was sent, and nothing for `null`, which rules are asked of only where they say so.
   */
  private instance(): object {
    const { model, inputClass } = this.parts;
    const members: Record<string, unknown> = {};
    const nulls = new Set<string>();
    this.present.forEach((at, index) => {
      const name = model.columns[at]?.name ?? '';
      const value = this.values[index];
      if (value === null) nulls.add(name);
      else members[name] = this.made.get(at) ?? value;
    });
    return inputClass.shown(members, nulls);
  }
}
