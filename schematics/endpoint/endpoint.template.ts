import type { EndpointNames } from './endpoint-names.js';
import type { FieldRequest } from './field.parser.js';

/** The class, with its types spelled out: not every compiler passes them on to decorators. */
export function endpointSource(
  { className, route }: EndpointNames,
  fields: FieldRequest[],
): string {
  return `import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('${route}')
export class ${className} extends RestEndpoint {
${fields.map(fieldSource).join('\n\n')}
}
`;
}

function fieldSource(field: FieldRequest): string {
  return `  @Field({ ${fieldOptions(field).join(', ')} })\n  ${propertySource(field)};`;
}

function fieldOptions({ type, kind, argument, isOptional }: FieldRequest): string[] {
  const own = argument === undefined ? kind.options : kind.argument?.options(argument);
  return [
    `type: '${type}'`,
    ...(own === undefined ? [] : [own]),
    ...(isOptional ? ['optional: true'] : []),
  ];
}

function propertySource({ name, kind, argument = '', isOptional }: FieldRequest): string {
  const type = typeof kind.property === 'string' ? kind.property : kind.property(argument);
  if (!isOptional) return `${name}!: ${type}`;
  return `${name}?: ${type === 'unknown' ? type : `${type} | null`}`;
}
