import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LIBRARY = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'index.js')).href;

/** An endpoint whose requests take a while, and leave work for after the answer. */
export const SLOW_MODULE = `
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Endpoint, Field, RestEndpoint } from '${LIBRARY}';

export class Slow extends RestEndpoint {
  async create(data, request) {
    await sleep(Number(data.name));
    this.background(async () => {
      await sleep(100);
      appendFileSync(process.env.WORK_FILE, 'done\\n');
    });
    return super.create(data, request);
  }
}
Field({ type: 'string' })(Slow.prototype, 'name');
Endpoint('/slow')(Slow);
`;

export const SLOW_CONFIG = `
database_url: \${DATABASE_FILE}
endpoints:
  - path: /slow
    class: ./slow.mjs#Slow
`;
