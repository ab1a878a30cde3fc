import { pluralize, underscore } from 'inflection';

/** `BookEndpoint` is `Book`. */
export function bareNameOf(className: string): string {
  return className.replace(/(?<=.)Endpoint$/, '');
}

/** `BookEndpoint` is `books`, `OrderLine` is `order_lines`. */
export function tableNameOf(className: string): string {
  return pluralize(underscore(bareNameOf(className)));
}

/** `publishedAt` is `published_at`. */
export function columnNameOf(property: string): string {
  return underscore(property);
}
