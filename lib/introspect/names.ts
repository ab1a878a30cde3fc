import { camelize, underscore } from 'inflection';

import { singularOf } from '../model/grammatical-number.js';

/** `first`, `first-2`, `first-3`: names of which no two are equal, whatever the case. */
export class UniqueNames {
  private readonly taken: Set<string>;

  constructor(
    private readonly separator: string,
    reserved: Iterable<string> = [],
  ) {
    this.taken = new Set([...reserved].map((name) => name.toLowerCase()));
  }

  unique(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.taken.has(name.toLowerCase()); count += 1)
      name = `${wanted}${this.separator}${count}`;
    this.taken.add(name.toLowerCase());
    return name;
  }
}

/** `crm.OrderLine` is `crm-order-line`; other letters than those of ASCII lose their accents. */
export function kebabCase(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const words = underscore(ascii.replace(/[^A-Za-z0-9]+/g, '_')).replace(/_+/g, '-');
  return words.replace(/^-|-$/g, '') || 'table';
}

/** `order_lines` is `OrderLine`. */
export function className(name: string): string {
  const made = singularOf(camelize(kebabCase(name).replaceAll('-', '_')));
  return /^\d/.test(made) ? `Table${made}` : made;
}
