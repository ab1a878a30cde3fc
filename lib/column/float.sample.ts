import type { Bound } from '../declare/field-options.interface.js';
import type { SampleMaker } from './sample.interface.js';

/** The golden ratio's fraction: its multiples spread evenly, and never meet. */
const GOLDEN = 0.618_033_988_749_895;

/** `1.5`, `2.5` and so on, or what lies between the bounds. */
export const floatSample: SampleMaker = ({ constraints: { ge, gt, le, lt } }, seed) => {
  const low = Math.max(...numbers(ge, gt));
  const high = Math.min(...numbers(le, lt));
  if (low === -Infinity) return high > seed + 0.5 ? seed + 0.5 : high - seed;
  if (high === Infinity) return low + seed + 0.5;
  return low === high ? low : low + (high - low) * ((seed * GOLDEN) % 1);
};

function numbers(...bounds: readonly (Bound | undefined)[]): number[] {
  return bounds.flatMap((bound) => (bound === undefined ? [] : [Number(bound)]));
}
