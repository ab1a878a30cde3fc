import type { ValueSchema } from '../declare/value-schema.interface.js';
import { schema } from './shared.components.js';

/** What may stand behind the name of an endpoint. */
const SUFFIXES = ['', 'Create', 'Replace', 'Change', 'Written', 'Page', 'CursorPage', 'List'];

/** The schemas of a document, each under a name of its own. */
export class ComponentRegistry {
  private readonly known = new Map<string, ValueSchema>();
  private readonly names: Set<string>;
  private readonly plurals = new Set<string>();

  /** @param taken - names that others have */
  constructor(taken: readonly string[]) {
    this.names = new Set(taken);
  }

  get schemas(): Record<string, ValueSchema> {
    return Object.fromEntries(this.known);
  }

  /** A name that is free with all suffixes; with a number behind it where others have it. */
  claimStem(name: string): string {
    const free = numbered(name, (stem) => SUFFIXES.some((suffix) => this.names.has(stem + suffix)));
    for (const suffix of SUFFIXES) this.names.add(free + suffix);
    return free;
  }

  /** The same of several resources, in the names of operations: `Book` and `Books` would share one. */
  claimPlural(name: string): string {
    const free = numbered(name, (plural) => this.plurals.has(plural));
    this.plurals.add(free);
    return free;
  }

  /**
   * @param name - that was claimed, with its suffix
   * @returns a reference to it
   */
  add(name: string, value: ValueSchema): { readonly $ref: string } {
    this.known.set(name, value);
    return schema(name);
  }
}

/** The name itself, or with the first number behind it that makes it free. */
function numbered(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(free); number += 1) free = `${name}${number}`;
  return free;
}
