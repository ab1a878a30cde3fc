// Makes package.json that of an application: what users install beside the package becomes a
// dependency, in the versions that it is tested with. For images: `node scripts/runtime-package.js`.
import { readFileSync, writeFileSync } from 'node:fs';

const { peerDependencies, devDependencies, ...rest } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
// Only schematics need a compiler.
const needed = Object.keys(peerDependencies).filter((name) => name !== 'typescript');
const peers = needed.map((name) => [name, devDependencies[name]]);
delete rest.peerDependenciesMeta;
const dependencies = { ...rest.dependencies, ...Object.fromEntries(peers) };
writeFileSync('package.json', JSON.stringify({ ...rest, dependencies }, null, 2));
