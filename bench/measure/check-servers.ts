import { AssertionError } from 'node:assert';
import { dialectOf, lacks, SERVERS, type ServerName } from '../servers/server.table.js';
import { Api } from '../workload/api.js';
import { WORKLOADS, type WorkloadName } from '../workload/workload.table.js';

export interface CheckOptions {
  workloads: WorkloadName[];
  rows: number;
}

/** A server answers otherwise than the seeded rows demand: timing it would compare unequal work. */
export class WrongAnswerError extends Error {}

/** Every server must give the same right answers before any is timed. @throws WrongAnswerError */
export async function checkServers(
  servers: { name: ServerName; url: string }[],
  { workloads, rows }: CheckOptions,
): Promise<void> {
  for (const { name, url } of servers) {
    for (const workload of workloads.filter((one) => !lacks(name, one))) {
      try {
        await WORKLOADS[workload].check(new Api(url, dialectOf(name)), rows);
      } catch (error) {
        if (!(error instanceof AssertionError)) throw error;
        const what = `${SERVERS[name].title}, ${WORKLOADS[workload].title}`;
        throw new WrongAnswerError(`${what}: the answers are not equal.\n${error.message}`);
      }
    }
  }
}
