import type { FieldModel } from '../model/field-model.interface.js';
import type { SampleMaker } from './sample.interface.js';
import { PatternTextParser } from './pattern-text.parser.js';
import { SeededRandom } from './seeded-random.js';

/** How often a text is tried that a pattern may refuse after all. */
const ATTEMPTS = 400;
/** The seeds of two rows are further apart than the attempts of one. */
const SEED_DISTANCE = 1009;
const WIDEST_SPREAD = 30;

/** `title 7`, as short and as long as the field asks, and what its pattern matches. */
export const textSample: SampleMaker = (field, seed) =>
  field.constraints.pattern === undefined ? numbered(field, seed) : matching(field, seed);

function numbered({ name, constraints }: FieldModel, seed: number): string {
  const { minLength = 0, maxLength = Infinity } = constraints;
  const whole = `${name} ${seed}`;
  const text = whole.length <= maxLength ? whole : shortest(seed, maxLength);
  return text.padEnd(minLength, 'x');
}

/** Its end is what differs between rows. */
function shortest(seed: number, maxLength: number): string {
  const digits = seed.toString(36);
  return digits.slice(Math.max(0, digits.length - maxLength));
}

function matching({ constraints }: FieldModel, seed: number): string | undefined {
  const { pattern = /(?:)/, minLength = 0, maxLength = Infinity } = constraints;
  const make = PatternTextParser.parse(pattern);
  const matcher = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const random = new SeededRandom(seed * SEED_DISTANCE + attempt);
    const spread = attempt % 2 === 0 ? attempt % WIDEST_SPREAD : minLength;
    const text = make({ random, spread });
    const { length } = Array.from(text);
    if (length >= minLength && length <= maxLength && matcher.test(text)) return text;
  }
  return undefined;
}
