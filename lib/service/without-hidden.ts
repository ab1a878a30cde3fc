/** What is left of some members: positions in `model.columns`. */
export function withoutHidden(
  positions: readonly number[],
  hidden: ReadonlySet<number>,
): readonly number[] {
  return hidden.size === 0 ? positions : positions.filter((at) => !hidden.has(at));
}
