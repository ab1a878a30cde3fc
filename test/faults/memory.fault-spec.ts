import fc from 'fast-check';
import { describe, expect } from 'vitest';

import { faultCase } from './frame/fault-case.js';
import { sized } from './frame/form.js';
import { simultaneously } from './frame/lines.js';
import { Attack } from './hostile/attack.js';
import { serversOf } from './hostile/databases.js';
import { hostileRequest } from './hostile/hostile-request.js';
import { ALL_TYPES_TARGET } from './hostile/own-targets.js';

const [sqlite] = serversOf();
const REQUESTS = sized({ long: 8000, short: 1000 });
const SEED = 4;
const LINES = 16;
const MOST_MB = 64;

/** Different requests; sent again and again, they are as many as are asked for. */
const DIFFERENT = 500;

describe('memory', () => {
  faultCase(
    {
      id: 'R4',
      what: 'stays as it is under hostile requests',
      load: `${REQUESTS} generated requests after a warm-up of as many`,
      promised: `resident memory grows by at most ${MOST_MB} MB`,
    },
    async (record) => {
      const target = await ALL_TYPES_TARGET.start(sqlite!, await sqlite!.url());
      const requests = fc.sample(hostileRequest(ALL_TYPES_TARGET), {
        numRuns: DIFFERENT,
        seed: SEED,
      });
      const attack = new Attack(target, record, [undefined], false);
      const send = () =>
        simultaneously(LINES, async (line) => {
          const own = requests.filter((_, at) => at % LINES === line);
          for (let round = 0; round < REQUESTS / DIFFERENT; round += 1) await attack.send(own);
        });

      await send();
      const before = target.memory;
      await send();

      const growth = target.memory - before;
      record.figure('MB before', before);
      record.figure('MB of growth', growth);
      expect(attack.faults).toEqual([]);
      expect(growth).toBeLessThanOrEqual(MOST_MB);
    },
  );
});
