import { columnTypeOf } from '../column/column-kinds.js';
import type { QueryParameter, ValueSchema } from '../declare/value-schema.interface.js';
import type { EndpointDescription } from './endpoint-description.interface.js';
import type { Parameter, Reference } from './openapi.interface.js';
import { parameter } from './shared.components.js';

type Parameters = (Parameter | Reference)[];

/** Of GET of the collection. */
export function collectionParameters(described: EndpointDescription): Parameters {
  const { filters, page, isCounted } = described;
  return [
    ...[...filters, ...page.parameters, fieldsParameter(described)].map(inQuery),
    ...(isCounted ? [parameter('PreferCount')] : []),
    parameter('IfNoneMatch'),
  ];
}

/** Of GET of one resource. */
export function resourceParameters(described: EndpointDescription): Parameters {
  return [
    idParameter(described),
    inQuery(fieldsParameter(described)),
    ...(described.model.version === undefined
      ? []
      : [parameter('IfMatch'), parameter('IfNoneMatch')]),
  ];
}

/** Of PUT, PATCH and DELETE. */
export function writeParameters(described: EndpointDescription): Parameters {
  return [idParameter(described), parameter('IfMatch'), parameter('IfNoneMatchOfWrite')];
}

function fieldsParameter({ model }: EndpointDescription): QueryParameter {
  const names = model.representation.read.map((at) => model.columns[at]?.name ?? '');
  return {
    name: 'fields',
    description: 'The members to show of each resource: the others are left out.',
    schema: { type: 'array', items: { type: 'string', enum: names }, minItems: 1 },
  };
}

/** A key of several columns is a list with commas, each value encoded for itself. */
function idParameter({ model, dialect }: EndpointDescription): Parameter {
  const parts = model.key.at.flatMap((at) => {
    const field = model.columns[at];
    return field ? [{ name: field.name, text: describedText(field, dialect) }] : [];
  });
  const [only] = parts;
  const isComposite = parts.length > 1;
  return {
    name: 'id',
    in: 'path',
    required: true,
    description: `The resource's ${parts.map(({ name }) => name).join(', ')}.`,
    ...(isComposite && { style: 'simple', explode: false }),
    schema: isComposite
      ? {
          type: 'array',
          prefixItems: parts.map(({ text }) => text),
          items: { type: ['string', 'number', 'boolean'] },
          minItems: parts.length,
          maxItems: parts.length,
        }
      : (only?.text ?? { type: 'string' }),
  };
}

/** An empty text is no key. */
function describedText(
  field: EndpointDescription['model']['columns'][number],
  dialect: EndpointDescription['dialect'],
): ValueSchema {
  const { text } = columnTypeOf(field.type).describe(field, dialect);
  return text.type === 'string' && text.pattern === undefined ? { ...text, minLength: 1 } : text;
}

function inQuery({ name, description, schema }: QueryParameter): Parameter {
  const isList = schema.type === 'array';
  return {
    name,
    in: 'query',
    description,
    required: false,
    ...(isList && { style: 'form', explode: false }),
    schema,
  };
}
