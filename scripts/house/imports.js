import { dirname, join, normalize } from 'node:path';

import ts from 'typescript';

import { arrowProblem } from './rooms.js';

/**
 * Who imports whom, types included: a ring of types fails with decorators' metadata as one of values.
 *
 * @returns {Map<string, string[]>} paths by path
 */
export function importsOf(sources) {
  return new Map(sources.map((source) => [source.path, importedBy(source)]));
}

function importedBy({ path, tree }) {
  return tree.statements
    .filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .map(({ moduleSpecifier }) => moduleSpecifier?.text ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(path), specifier.replace(/\.js$/, '.ts'))));
}

/**
 * Files that import each other, straight or through others (Tarjan's strongly connected components).
 *
 * @returns {string[][]}
 */
export function ringsOf(imports) {
  const places = new Map();
  const open = [];
  const rings = [];
  const visit = (path) => {
    const place = { index: places.size, low: places.size, isOpen: true };
    places.set(path, place);
    open.push(path);
    for (const next of imports.get(path) ?? []) {
      if (!places.has(next)) place.low = Math.min(place.low, visit(next).low);
      else if (places.get(next).isOpen) place.low = Math.min(place.low, places.get(next).index);
    }
    if (place.low === place.index) close(path);
    return place;
  };
  const close = (path) => {
    const ring = open.splice(open.indexOf(path));
    for (const member of ring) places.get(member).isOpen = false;
    if (ring.length > 1) rings.push(ring);
  };
  for (const path of imports.keys()) if (!places.has(path)) visit(path);
  return rings;
}

/**
 * The files that most others import.
 *
 * @returns {{ path: string, importers: number }[]} most imported first
 */
export function mostImported(imports) {
  const counts = new Map();
  for (const imported of imports.values())
    for (const path of imported) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .map(([path, importers]) => ({ path, importers }))
    .sort((one, other) => other.importers - one.importers);
}

/**
 * The imports that go from a room of `lib/` to one above it.
 *
 * @returns {{ from: string, to: string }[]}
 */
export function arrowsBack(imports) {
  return [...imports].flatMap(([from, imported]) =>
    imported.filter((to) => arrowProblem(from, to) !== undefined).map((to) => ({ from, to })),
  );
}
