import type { DetailEntry } from '../error/request.error.js';
import { BodyReading } from './body-reading.js';
import type {
  Checked,
  CheckedInput,
  InputValidatorParts,
  WriteMode,
} from './checked-input.interface.js';
import { notAnObject, unknownMember } from './detail-entries.js';

/**
 * Checks bodies of one endpoint: presence, then each member as its column's type, then the rules
 * of class-validator over what could be read. Only declared names are ever looked up, so that
 * `__proto__` and its like are nothing but unknown members.
 */
export class InputValidator {
  private readonly known: ReadonlySet<string>;

  constructor(private readonly parts: InputValidatorParts) {
    const { columns, version } = parts.model;
    const members = columns.map(({ name }) => name);
    this.known = new Set([...members, ...(version === undefined ? [] : ['version'])]);
  }

  /**
   * @param kept - positions of columns that stay as they are where they are missing
   * @returns a promise only where class-validator is asked
   */
  check(
    body: unknown,
    mode: WriteMode,
    kept: ReadonlySet<number> = NO_FIELDS,
  ): Checked | Promise<Checked> {
    if (!isObject(body)) return { input: NO_INPUT, problems: [notAnObject(body)] };
    const reading = new BodyReading(this.parts, body, { mode, kept });
    if (reading.isSound()) return { input: reading.input(), problems: this.unknown(body) };
    return this.judged(reading, body);
  }

  private async judged(reading: BodyReading, body: object): Promise<Checked> {
    await reading.applyRules();
    return { input: reading.input(), problems: [...reading.problems(), ...this.unknown(body)] };
  }

  private unknown(body: object): DetailEntry[] {
    if (this.parts.unknownMembers === 'ignore') return [];
    return Object.entries(body)
      .filter(([name]) => !this.known.has(name))
      .slice(0, MAX_UNKNOWN)
      .map(([name, value]) => unknownMember(name, value));
  }
}

const NO_FIELDS: ReadonlySet<number> = new Set();
const NO_INPUT: CheckedInput = { present: [], values: [], defaulted: [] };

/** Unknown members that one answer names, so that it is not larger than the request. */
const MAX_UNKNOWN = 20;

/** A JSON object; a list is none. */
export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
