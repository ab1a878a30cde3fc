// Measures the house: `npm run house`. It ends with exit code 1 where something stands that is not
// allowed at all: a ring of imports, an import from a room above, an export of lib/index.ts without
// docstring, a mock of our own parts, a function over its length, a run of lines twice.
import { documentationOf } from './house/documentation.js';
import { duplicatedRuns } from './house/duplicates.js';
import { functionsOf } from './house/functions.js';
import { arrowsBack, importsOf, mostImported, ringsOf } from './house/imports.js';
import { mocksOf } from './house/mocks.js';
import { distributionRow, largest, section } from './house/report.js';
import { sourcesBelow } from './house/sources.js';

/** Lines. */
const LONGEST_FUNCTION = 60;
const SHORTEST_RUN = 8;

const sources = [...sourcesBelow('lib'), ...sourcesBelow('test')];
const library = sources.filter(({ isTest }) => !isTest);
const tests = sources.filter(({ isTest }) => isTest);
const functions = library.flatMap(functionsOf);
const imports = importsOf(library);
const { exported, undocumented } = documentationOf('lib/index.ts');

const rings = ringsOf(imports).map((ring) => `  ${ring.join(' -> ')}`);
const backwards = arrowsBack(imports).map(({ from, to }) => `  ${from} -> ${to}`);
const tooLong = functions
  .filter(({ lines }) => lines > LONGEST_FUNCTION)
  .map(({ place, name, lines }) => `  ${lines}  ${name} at ${place}`);
const runs = duplicatedRuns(library, SHORTEST_RUN).map(
  ({ lines, places }) => `  ${lines}  ${places.join(' = ')}`,
);
const mocks = mocksOf(tests).map((place) => `  ${place}`);
const silent = undocumented.map((name) => `  ${name}`);

console.log(`lines of a …               count   median      p95  largest`);
console.log(distributionRow('file of lib/', library));
console.log(distributionRow('function of lib/', functions));
console.log(distributionRow('test file', tests));
console.log(
  section(
    'Largest files',
    largest(library, ({ path }) => path),
  ),
);
console.log(
  section(
    'Longest functions',
    largest(functions, ({ name, place }) => `${name} at ${place}`),
  ),
);
console.log(
  section(
    'Most imported',
    mostImported(imports)
      .slice(0, 8)
      .map(({ path, importers }) => `  ${String(importers).padStart(4)}  ${path}`),
  ),
);
const faults = [
  ['Rings of imports', rings],
  ['Imports from a room above', backwards],
  [`Functions over ${LONGEST_FUNCTION} lines`, tooLong],
  [`Runs of ${SHORTEST_RUN} lines that stand twice`, runs],
  ['Mocks of our own parts', mocks],
  [`Exports without docstring, of ${exported}`, silent],
];
for (const [heading, lines] of faults) console.log(section(heading, lines));
if (faults.some(([, lines]) => lines.length > 0)) process.exitCode = 1;
