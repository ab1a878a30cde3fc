import type { ValueSchema } from '../declare/value-schema.interface.js';
import { schema } from './shared.components.js';

/** What may stand behind the name of an endpoint. */
const SUFFIXES = ['', 'Create', 'Replace', 'Change', 'Written', 'Page', 'CursorPage', 'List'];

/** The schemas of a document, each under a name of its own. */
export class ComponentRegistry {
  private readonly known = new Map<string, ValueSchema>();
  private readonly names: Set<string>;

  /** @param taken - names that others have */
  constructor(taken: readonly string[]) {
    this.names = new Set(taken);
  }

  get schemas(): Record<string, ValueSchema> {
    return Object.fromEntries(this.known);
  }

  /** A name that is free with all suffixes; with a number behind it where others have it. */
  claimStem(name: string): string {
    const isTaken = (stem: string) => SUFFIXES.some((suffix) => this.names.has(stem + suffix));
    let free = name;
    for (let number = 2; isTaken(free); number += 1) free = `${name}${number}`;
    for (const suffix of SUFFIXES) this.names.add(free + suffix);
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
