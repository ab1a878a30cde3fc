// Writes the JSON Schema of configuration files, for editors: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { buildLibraryFiles, LIBRARY_FILES, ROOT } from './build-when-stale.js';

buildLibraryFiles();
const built = pathToFileURL(join(LIBRARY_FILES, 'config', 'config.schema.js')).href;
const { CONFIG_SCHEMA } = await import(built);
const file = join(ROOT, 'schemas', 'lightapi.schema.json');
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(CONFIG_SCHEMA), { ...options, filepath: file }));
