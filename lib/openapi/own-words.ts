import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { MemberWords } from './member.schemas.js';

/** Where `@ApiProperty` of @nestjs/swagger leaves its options. */
const PROPERTY = 'swagger/apiModelProperties';

/** The options that describe a member; what it may be is said by `@Field`. */
const WORDS = ['title', 'description', 'deprecated'] as const;

interface PropertyOptions extends Partial<Record<(typeof WORDS)[number], unknown>> {
  readonly example?: unknown;
  readonly examples?: unknown;
}

/** What `@ApiProperty` says of an endpoint's properties. */
export function memberWords(endpoint: EndpointClass): MemberWords {
  return (name) => {
    const options = Reflect.getMetadata(PROPERTY, endpoint.prototype as object, name) as
      PropertyOptions | undefined;
    return options === undefined ? {} : wordsOf(options);
  };
}

function wordsOf({ example, examples, ...options }: PropertyOptions): ValueSchema {
  const words = WORDS.filter((word) => options[word] !== undefined);
  const shown = Array.isArray(examples) ? (examples as unknown[]) : [example];
  return {
    ...Object.fromEntries(words.map((word) => [word, options[word]])),
    ...(shown[0] !== undefined && { examples: shown }),
  };
}
