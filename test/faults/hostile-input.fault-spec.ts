import fc from 'fast-check';
import { describe, expect } from 'vitest';

import { bearer, SECRET, signed } from '../support/tokens.js';
import { faultCase } from './frame/fault-case.js';
import { isShort } from './frame/form.js';
import { simultaneously } from './frame/lines.js';
import { serversOf } from './hostile/databases.js';
import type { FuzzTarget } from './hostile/fuzz-target.js';
import { Attack } from './hostile/attack.js';
import { hostileRequest } from './hostile/hostile-request.js';
import { ALL_TYPES_TARGET, LEGACY_TARGET } from './hostile/own-targets.js';
import { SAMPLE_TARGETS } from './hostile/sample-targets.js';

const OWN_TARGETS: readonly FuzzTarget[] = [ALL_TYPES_TARGET, LEGACY_TARGET];
const ALL_TARGETS: readonly FuzzTarget[] = [...SAMPLE_TARGETS, ...OWN_TARGETS];

/** The samples are the same on both databases; the short form sends more to what is not. */
function sizes(server: string) {
  if (!isShort) return { targets: ALL_TARGETS, count: 1500 };
  return server === 'SQLite'
    ? { targets: ALL_TARGETS, count: 150 }
    : { targets: OWN_TARGETS, count: 400 };
}

const LINES = 4;

/** The same in each run, unless another is given; a failure says which. */
const SEED = Number(process.env.LIGHTAPI_FUZZ_SEED ?? 39);

describe.each(serversOf())('hostile input on $name', (server) => {
  const { targets, count } = sizes(server.name);
  describe.each(targets)('$name', (target) => {
    faultCase(
      {
        id: 'R1',
        what: `no hostile input is an error of the server: ${target.name} on ${server.name}`,
        load: `${count} generated requests, seed ${SEED}`,
        promised:
          '0 x 5xx, 0 over 2 s, each error JSON with detail, accepted means stored, same pid',
        missing: server.missing,
      },
      async (record) => {
        const process = await target.start(server, await server.url());
        const callers = await authorizations();
        const requests = fc.sample(hostileRequest(target), { numRuns: count, seed: SEED });
        const attack = new Attack(process, record, callers, target.isNest === true);

        await simultaneously(LINES, (line) =>
          attack.send(requests.filter((_, at) => at % LINES === line)),
        );

        record.figure('writes compared', attack.compared);
        record.figure('seed', String(SEED));
        expect(attack.faults).toEqual([]);
        expect(process.isAlive).toBe(true);
        expect(process.log).not.toMatch(/unhandled|uncaught/i);
        for (const secret of [SECRET, ...callers.filter((caller) => caller !== undefined)])
          expect(process.log).not.toContain(secret.replace('Bearer ', ''));
      },
    );
  });
});

/** An admin, a user, nobody, and garbage. */
async function authorizations(): Promise<(string | undefined)[]> {
  const admin = bearer(await signed({ sub: 'ada', is_admin: true })).authorization;
  const user = bearer(await signed({ sub: 'eve', is_admin: false })).authorization;
  return [admin, user, undefined, 'Bearer gar.ba.ge'];
}
