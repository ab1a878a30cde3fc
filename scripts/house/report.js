/** Median, 95th percentile and largest of what has `lines`. */
export function distribution(measured) {
  const sorted = measured.map(({ lines }) => lines).sort((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), largest: sorted.at(-1) ?? 0 };
}

export function distributionRow(name, measured) {
  const { count, median, p95, largest } = distribution(measured);
  return `${name.padEnd(24)}${[count, median, p95, largest].map((figure) => String(figure).padStart(9)).join('')}`;
}

/** The largest, one a line. */
export function largest(measured, nameOf, most = 8) {
  return [...measured]
    .sort((one, other) => other.lines - one.lines)
    .slice(0, most)
    .map((one) => `  ${String(one.lines).padStart(4)}  ${nameOf(one)}`);
}

/** A heading with what stands under it, or that there is nothing. */
export function section(heading, lines) {
  return [`\n${heading}: ${lines.length === 0 ? 'none' : ''}`.trimEnd(), ...lines].join('\n');
}
