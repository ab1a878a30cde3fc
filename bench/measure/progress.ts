/** A line for whoever waits; on stderr, since stdout is the report. */
export function progress(line: string): void {
  console.error(`  ${line}`);
}
