import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { describe, expect } from 'vitest';

import { faultCase } from './frame/fault-case.js';
import { sized } from './frame/form.js';
import { simultaneously, startLines } from './frame/lines.js';
import { Attack } from './hostile/attack.js';
import { serversOf } from './hostile/databases.js';
import { hostileRequest } from './hostile/hostile-request.js';
import { ALL_TYPES_TARGET } from './hostile/own-targets.js';
import type { TargetProcess } from './hostile/target-process.js';

const [sqlite] = serversOf();
const REQUESTS = sized({ long: 8000, short: 1000 });
const SEED = 4;
const LINES = 16;
const MOST_MB = 64;

/** Different requests; sent again and again, they are as many as are asked for. */
const DIFFERENT = 500;

const BODIES = 60;
const MOST_MB_OF_BODIES = 200;

const LARGE_JSON = JSON.stringify({ name: 'x'.repeat(8 * 2 ** 20) });

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

  faultCase(
    {
      id: 'R4',
      what: 'stays bounded under large bodies',
      load: `${BODIES} simultaneous bodies of 8 MB, half of them of a length that is not said`,
      promised: `each 413, or its connection closed while it is still sent; resident memory at most ${MOST_MB_OF_BODIES} MB above that before`,
    },
    async (record) => {
      const target = await ALL_TYPES_TARGET.start(sqlite!, await sqlite!.url());
      const before = target.memory;
      const peak = peakOf(target);

      const answers = await simultaneously(BODIES, async (at) => {
        const began = performance.now();
        const ending = await sendLarge(target.url, at % 2 === 0);
        record.answer(ending, performance.now() - began);
        return ending;
      });

      const growth = (await peak.end()) - before;
      record.figure('MB before', before);
      record.figure('MB of growth at the peak', growth);
      expect(answers).toContain(413);
      expect(new Set([413, 'closed', ...answers])).toEqual(new Set([413, 'closed']));
      expect(target.isAlive).toBe(true);
      expect(growth).toBeLessThanOrEqual(MOST_MB_OF_BODIES);
    },
  );
});

/**
 * A server that has answered does not read on, so that a client may be told of its connection alone
 * (RFC 9112, section 9.6).
 *
 * @param isLengthSaid - before the body, or it comes in chunks
 */
async function sendLarge(url: string, isLengthSaid: boolean): Promise<number | 'closed'> {
  const body = isLengthSaid ? LARGE_JSON : new Blob([LARGE_JSON]).stream();
  const headers = { 'content-type': 'application/json' };
  try {
    const options = { method: 'POST', headers, body, duplex: 'half' } as const;
    return (await fetch(`${url}/things`, options)).status;
  } catch {
    return 'closed';
  }
}

/** Looks again and again how much memory a process has, until it is asked for the most. */
function peakOf(target: TargetProcess) {
  let most = 0;
  const looking = startLines(1, async () => {
    most = Math.max(most, target.memory);
    await sleep(20);
  });
  return {
    /** In MB. */
    async end(): Promise<number> {
      await looking.end();
      return most;
    },
  };
}
