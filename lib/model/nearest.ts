import leven from 'leven';

/** How many letters may differ between what was written and what was meant. */
const NEAR = 2;

/** ` Did you mean 'x'?`, or nothing where no known word is near. */
export function nearest(word: string, known: readonly string[]): string {
  const [best] = known
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= NEAR)
    .sort((a, b) => a.distance - b.distance);
  return best === undefined ? '' : ` Did you mean '${best.name}'?`;
}
