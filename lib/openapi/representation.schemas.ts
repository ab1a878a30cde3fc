import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import type { ComponentRegistry } from './component.registry.js';
import type { EndpointDescription } from './endpoint-description.interface.js';
import { inputMember, outputMember } from './member.schemas.js';
import { memberWords } from './own-words.js';
import { memberRules } from './rule.schemas.js';

/** References to the schemas of one endpoint. */
export interface Representations {
  /** Of GET. */
  readonly read: ValueSchema;
  /** What a write answers. */
  readonly written: ValueSchema;
  readonly page: ValueSchema;
  readonly create: ValueSchema;
  readonly replace: ValueSchema;
  readonly change: ValueSchema;
}

/** Adds a component for each representation, under the endpoint's name. */
export function addRepresentations(
  name: string,
  described: EndpointDescription,
  registry: ComponentRegistry,
): Representations {
  const { representation, methods } = described.model;
  const add = (suffix: string, make: () => ValueSchema, isServed = true) =>
    isServed ? registry.add(name + suffix, make()) : {};
  const isSame = representation.read.join() === representation.write.join();
  const serves = methods.includes.bind(methods);
  const writes = serves('POST') || serves('PUT') || serves('PATCH');
  const reads = serves('GET') || (writes && isSame);
  const read = add('', () => readSchema(described, representation.read), reads);
  const written = () => readSchema(described, representation.write);
  return {
    read,
    written: isSame ? read : add('Written', written, writes),
    page: add(described.page.suffix, () => pageSchema(described, read), serves('GET')),
    create: add('Create', () => createSchema(described), serves('POST')),
    replace: add('Replace', () => replaceSchema(described), serves('PUT')),
    change: add('Change', () => changeSchema(described), serves('PATCH')),
  };
}

function readSchema(described: EndpointDescription, positions: readonly number[]): ValueSchema {
  const { model, dialect, endpoint } = described;
  const fields = fieldsAt(described, positions);
  const words = memberWords(endpoint);
  return {
    type: 'object',
    // Who may not see a member gets the rest.
    ...requiring(fields.filter(({ read }) => read === undefined)),
    properties: members(fields, (field) => ({
      ...outputMember(field, dialect, words),
      ...(!model.inputs.create.includes(model.columns.indexOf(field)) && { readOnly: true }),
    })),
  };
}

function pageSchema({ page }: EndpointDescription, resource: ValueSchema): ValueSchema {
  const properties = { ...page.members, results: { type: 'array', items: resource } };
  return { type: 'object', required: Object.keys(properties), properties };
}

function createSchema(described: EndpointDescription): ValueSchema {
  const fields = fieldsAt(described, described.model.inputs.create);
  return body(described, {
    ...requiring(fields.filter((field) => isDemanded(field) && !field.databaseDefault)),
    properties: members(fields, inputs(described)),
  });
}

/** What the caller may not see or set stays as it is. */
function replaceSchema(described: EndpointDescription): ValueSchema {
  const fields = fieldsAt(described, described.model.inputs.update);
  const demanded = fields.filter(
    (field) =>
      isDemanded(field) &&
      field.databaseDefault?.sql === undefined &&
      field.read === undefined &&
      field.write === undefined,
  );
  return body(described, {
    ...requiring(demanded),
    properties: {
      ...members(fields, inputs(described)),
      ...version(described),
    },
  });
}

function changeSchema(described: EndpointDescription): ValueSchema {
  const fields = fieldsAt(described, described.model.inputs.update);
  const input = inputs(described);
  // What is left out stays, so that nothing stands in for it.
  const unsaid = (field: FieldModel) => input({ ...field, defaultValue: undefined });
  return body(described, {
    properties: { ...members(fields, unsaid), ...version(described) },
  });
}

/** As bodies have them; rows of before a rule are answered as they are. */
function inputs({ dialect, endpoint }: EndpointDescription): (field: FieldModel) => ValueSchema {
  const words = memberWords(endpoint);
  const rules = memberRules(endpoint);
  return (field) => rules(field.name, inputMember(field, dialect, words));
}

function body({ unknownMembers }: EndpointDescription, rest: ValueSchema): ValueSchema {
  const isClosed = unknownMembers === 'reject';
  return { type: 'object', ...rest, ...(isClosed && { additionalProperties: false }) };
}

/** The version that a body says it is a change of. */
function version({ model, dialect }: EndpointDescription): Record<string, ValueSchema> {
  const field = model.version?.kind === 'column' ? model.columns[model.version.at] : undefined;
  const description = 'Of the resource that is changed. Left out where If-Match says it.';
  if (field !== undefined)
    return { [field.name]: { ...outputMember(field, dialect, () => ({})), description } };
  const isFree = model.columns.every(({ name }) => name !== 'version');
  return model.version === undefined || !isFree ? {} : { version: { type: 'string', description } };
}

function isDemanded({ optional, defaultValue }: FieldModel): boolean {
  return !optional && defaultValue === undefined;
}

function fieldsAt({ model }: EndpointDescription, positions: readonly number[]): FieldModel[] {
  return positions.flatMap((at) => model.columns[at] ?? []);
}

function members(
  fields: readonly FieldModel[],
  schemaOf: (field: FieldModel) => ValueSchema,
): Record<string, ValueSchema> {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)]));
}

function requiring(fields: readonly FieldModel[]): { required?: readonly string[] } {
  return fields.length === 0 ? {} : { required: fields.map(({ name }) => name) };
}
