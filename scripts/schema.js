// Writes the JSON Schema of configuration files, for editors: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { CONFIG_SCHEMA } from '../dist/config/config.schema.js';

const file = join(import.meta.dirname, '..', 'schemas', 'lightapi.schema.json');
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(CONFIG_SCHEMA), { ...options, filepath: file }));
