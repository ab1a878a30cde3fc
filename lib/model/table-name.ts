import { pluralize, underscore } from 'inflection';

/** `BookEndpoint` is `books`, `OrderLine` is `order_lines`. */
export function tableNameOf(className: string): string {
  const bare = className.replace(/(?<=.)Endpoint$/, '');
  return pluralize(underscore(bare));
}

/** `publishedAt` is `published_at`. */
export function columnNameOf(property: string): string {
  return underscore(property);
}
