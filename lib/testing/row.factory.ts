import { getMetadataStorage, validateSync } from 'class-validator';

import { InvalidValue } from '../column/column-codec.interface.js';
import type { ColumnCodec, JsonValue } from '../column/column-codec.interface.js';
import { columnTypeOf } from '../column/column-kinds.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { createInputClass, type InputClass } from '../validate/input-class.factory.js';
import { RULE_SAMPLES } from './rule-sample.table.js';

/** Members by their names, in JSON. @publicApi */
export type RowBody = Record<string, unknown>;

/** How a row is made. @publicApi */
export interface RowOptions {
  /** The same makes the same row, others make others: an integer from 1. @default 1 */
  readonly seed?: number;
  /** Whether members that may be left out are made too. @default false */
  readonly optional?: boolean;
}

/** What makes the rows of one endpoint. */
export interface RowFactoryParts {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
}

interface MadeField {
  readonly field: FieldModel;
  readonly value: JsonValue;
}

/** Makes bodies that the endpoint accepts, from what its fields declare. */
export class RowFactory {
  private readonly inputs: readonly FieldModel[];
  private readonly inputClass: InputClass;

  constructor(private readonly parts: RowFactoryParts) {
    const { model, endpoint } = parts;
    this.inputs = model.inputs.create.flatMap((at) => model.columns[at] ?? []);
    // Without codecs: what the fields declare is asked of each value for itself.
    this.inputClass = createInputClass(endpoint, model, []);
  }

  /** The fields that refer to other rows and are neither given nor left out. */
  references(given: RowBody, options: RowOptions): readonly FieldModel[] {
    return this.missing(given, options).filter(({ reference }) => reference !== undefined);
  }

  /**
   * @throws TypeError for a reference that is not given, and for a field whose rules leave no value
   * that can be guessed
   */
  row(given: RowBody, options: RowOptions = {}): RowBody {
    const { seed = 1 } = options;
    if (!Number.isSafeInteger(seed) || seed < 1)
      throw new TypeError(`The seed of a row is ${seed}. Give an integer from 1.`);
    const made = this.missing(given, options).map((field) => this.made(field, seed));
    this.requireRules(made);
    const values = new Map(made.map(({ field, value }) => [field.name, value]));
    const all = new Map<string, unknown>([...values, ...Object.entries(given)]);
    const ordered = [...this.inputs.map(({ name }) => name), ...all.keys()];
    const names = [...new Set(ordered)].filter((name) => all.has(name));
    return Object.fromEntries(names.map((name) => [name, all.get(name)]));
  }

  private missing(given: RowBody, { optional = false }: RowOptions): FieldModel[] {
    return this.inputs.filter(
      (field) => !Object.hasOwn(given, field.name) && (optional || isRequired(field)),
    );
  }

  private made(field: FieldModel, seed: number): MadeField {
    const { endpoint, model, codecs } = this.parts;
    if (field.reference !== undefined) throw this.unreferred(field);
    const value = ruleSample(endpoint, field, seed) ?? columnTypeOf(field.type).sample(field, seed);
    const codec = codecs[model.columns.indexOf(field)];
    const parsed = value === undefined ? undefined : codec?.parse(value);
    const accepts = codec?.constraints.every((constraint) => constraint.accepts(parsed));
    if (value === undefined || parsed instanceof InvalidValue || accepts !== true)
      throw this.unknown(field, 'what its declaration asks');
    return { field, value };
  }

  /** Rules of class-validator that the application has put on its properties. */
  private requireRules(made: readonly MadeField[]): void {
    const body = new (this.inputClass.ruled())();
    for (const { field, value } of made) {
      const codec = this.parts.codecs[this.parts.model.columns.indexOf(field)];
      body[field.name] = codec?.parse(value);
    }
    const [problem] = validateSync(body, { skipMissingProperties: true });
    const broken = made.find(({ field }) => field.name === problem?.property);
    if (broken !== undefined)
      throw this.unknown(broken.field, Object.keys(problem?.constraints ?? {}).join(', '));
  }

  private unreferred({ name, reference }: FieldModel): TypeError {
    const { model } = this.parts;
    const place = `${reference?.table ?? ''}.${reference?.column ?? ''}`;
    return new TypeError(
      `${model.name}.${name} refers to '${place}'. Give its value, or use rowOf of a TestApi, which stores a row to refer to.`,
    );
  }

  private unknown({ name }: FieldModel, rules: string): TypeError {
    return new TypeError(
      `${this.parts.model.name}.${name}: no value is known that keeps ${rules}. Give one, e.g. rowOf(${this.parts.model.name}, { ${name}: … }).`,
    );
  }
}

function isRequired({ optional, defaultValue, databaseDefault }: FieldModel): boolean {
  return !optional && defaultValue === undefined && databaseDefault === undefined;
}

function ruleSample(
  endpoint: EndpointClass,
  field: FieldModel,
  seed: number,
): JsonValue | undefined {
  return getMetadataStorage()
    .getTargetValidationMetadatas(endpoint, endpoint.name, false, false)
    .filter(({ propertyName }) => propertyName === field.name)
    .map(({ name, constraints }) => RULE_SAMPLES[name ?? '']?.(field.name, seed, constraints))
    .find((value) => value !== undefined);
}
