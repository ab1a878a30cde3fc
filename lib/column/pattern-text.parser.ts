import type { SeededRandom } from './seeded-random.js';

/** What texts are made with. */
export interface TextSource {
  readonly random: SeededRandom;
  /** By how much a part may be repeated more than it has to. */
  readonly spread: number;
}

/** Makes a text that a part of a pattern matches. */
type Maker = (source: TextSource) => string;

/** What can be in a text that is made: printable ASCII first, then some letters of elsewhere. */
const CHARACTERS = [
  ...Array.from({ length: 0x5f }, (_none, at) => String.fromCodePoint(0x20 + at)),
  ...Array.from('\t\n\r\f\väöüßéèçñøåÄÖÜαβγабвאבج中文日本한글€'),
];

/** A class, an escape, or a dot: all that stands for one character, but not for itself. */
const ESCAPE = /\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|p\{[^}]*\}|c[a-z]|k<[^>]*>|[^])/iy;
const QUANTIFIER = /([*+?]|\{(\d+)(,(\d*))?\})\??/y;
const GROUP = /\((?:\?(?::|<[^=!][^>]*>)|(\?<?[=!]))?/y;
const WIDTHLESS = /^\\(?:[bB]|[1-9]|k<)/;

const empty: Maker = () => '';

/**
 * Reads a regular expression as a recipe for texts that match it. What is one character is asked of
 * the engine itself; what looks around or back is left to luck, which the caller tries.
 */
export class PatternTextParser {
  private at = 0;

  private constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  static parse({ source, flags }: RegExp): Maker {
    return new PatternTextParser(source, flags.replace(/[gy]/g, '')).alternatives();
  }

  private alternatives(): Maker {
    const all = [this.sequence()];
    while (this.takes('|')) all.push(this.sequence());
    return (source) => source.random.of(all)?.(source) ?? '';
  }

  private sequence(): Maker {
    const parts: Maker[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at)))
      parts.push(this.quantified(this.atom()));
    return (source) => parts.map((part) => part(source)).join('');
  }

  private atom(): Maker {
    const character = this.source.charAt(this.at);
    if (character === '(') return this.group();
    if (character === '[') return this.oneOf(this.classText());
    if (character === '\\') return this.escape();
    this.at += 1;
    if (character === '^' || character === '$') return empty;
    return character === '.' ? this.oneOf('.') : () => character;
  }

  private group(): Maker {
    const [, lookaround] = this.match(GROUP) ?? [];
    const inner = this.alternatives();
    this.takes(')');
    return lookaround === undefined ? inner : empty;
  }

  private escape(): Maker {
    const [text = '\\'] = this.match(ESCAPE) ?? [];
    return WIDTHLESS.test(text) ? empty : this.oneOf(text);
  }

  private classText(): string {
    const start = this.at;
    let depth = 0;
    do {
      const character = this.source.charAt(this.at);
      if (character === '\\') this.at += 1;
      // Only the flag v has classes within classes.
      else if (character === '[' && (depth === 0 || this.flags.includes('v'))) depth += 1;
      else if (character === ']') depth -= 1;
      this.at += 1;
    } while (depth > 0 && this.at < this.source.length);
    return this.source.slice(start, this.at);
  }

  private oneOf(text: string): Maker {
    const matcher = new RegExp(`^${text}$`, this.flags);
    const literal = /^\\(?:u|x|c)/.test(text) ? [decoded(text)] : [];
    const known = [...CHARACTERS, ...literal].filter((candidate) => matcher.test(candidate));
    // What a person would write, where the pattern leaves the choice.
    const plain = known.filter((candidate) => /[a-z\d]/i.test(candidate));
    const choices = plain.length > 0 ? plain : known;
    return ({ random }) => random.of(choices) ?? '';
  }

  private quantified(part: Maker): Maker {
    const [, sign, least, comma, most] = this.match(QUANTIFIER) ?? [];
    if (sign === undefined) return part;
    const min = least === undefined ? Number(sign === '+') : Number(least);
    const open = sign === '*' || sign === '+' || (comma !== undefined && most === '');
    const max = sign === '?' ? 1 : open ? Infinity : Number(most ?? least);
    return (source) => {
      const count = min + source.random.upTo(Math.min(max - min, source.spread));
      return Array.from({ length: count }, () => part(source)).join('');
    };
  }

  private takes(character: string): boolean {
    if (this.source.charAt(this.at) !== character) return false;
    this.at += 1;
    return true;
  }

  private match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.source);
    if (found) this.at = expression.lastIndex;
    return found;
  }
}

/** The character that `\u00e9` and its like name. */
function decoded(escape: string): string {
  const digits = /[\da-f]+(?=\}?$)/i.exec(escape.slice(2))?.[0] ?? '0';
  return String.fromCodePoint(Number.parseInt(digits, 16) % 0x110000);
}
