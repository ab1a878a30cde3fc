/**
 * Runs of lines that stand in two places, to the letter but for indentation. Imports, brackets alone
 * and comments do not count.
 *
 * @param length - lines from which on a run is told
 * @returns {{ lines: number, places: [string, string] }[]} longest first
 */
export function duplicatedRuns(sources, length) {
  const known = new Map();
  const runs = [];
  for (const source of sources) {
    const lines = countedLines(source);
    for (let start = 0; start + length <= lines.length; start++) {
      const key = keyOf(lines, start, length);
      const earlier = known.get(key);
      if (earlier === undefined) {
        known.set(key, { lines, start, path: source.path });
        continue;
      }
      const run = lengthOf(earlier, { lines, start });
      const [one, other] = [earlier.lines[earlier.start], lines[start]];
      runs.push({
        lines: run,
        places: [`${earlier.path}:${one.number}`, `${source.path}:${other.number}`],
      });
      start += run - 1;
    }
  }
  return runs.sort((one, other) => other.lines - one.lines);
}

function countedLines({ text }) {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(({ text: line }) => !/^$|^[\])}(;,]+$|^(\/\/|\/?\*)|^import\b|\bfrom '/.test(line));
}

function keyOf(lines, start, length) {
  return lines
    .slice(start, start + length)
    .map(({ text }) => text)
    .join('\n');
}

function lengthOf(one, other) {
  let length = 0;
  while (sameAt(one, other, length)) length++;
  return length;
}

function sameAt(one, other, offset) {
  const line = one.lines[one.start + offset];
  return line !== undefined && line.text === other.lines[other.start + offset]?.text;
}
