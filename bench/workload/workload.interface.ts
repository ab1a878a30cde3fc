import type { Api } from './api.js';

/** One thing that clients do, and how to know that a server does it right. */
export interface Workload {
  /** for the report */
  title: string;
  /** the status that each answer must have; any other is an error of the run */
  status: number;
  /** Whether it changes or creates rows. @default false */
  writes?: boolean;
  /**
   * Requests in flight at the most, where each keeps the database busy for long: more of them would
   * only wait for a connection of the pool, some until it gives up.
   *
   * @default what the run asks for
   */
  connections?: number;
  /**
   * Asks a server, once, for what its requests need: `Seat.prepared`.
   *
   * @default nothing
   */
  prepare?: (api: Api, rows: number) => Promise<readonly string[]>;
  /** @returns the function that gives the next request of one connection */
  script: (seat: Seat) => () => Request;
  /** Runs before timing. @throws AssertionError when an answer is not what the seeded rows demand */
  check: (api: Api, rows: number) => Promise<void>;
}

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  path: string;
  /** JSON text */
  body?: string;
  /** called when the answer had the expected status */
  accepted?: () => void;
}

/** One connection of the load generator. */
export interface Seat {
  /** 0 to `seats` - 1 */
  index: number;
  seats: number;
  /** seeded rows that the load may read and change: ids 1 to `rows` */
  rows: number;
  /** seeded by the seat */
  random: () => number;
  /** what `prepare` got from this server */
  prepared: readonly string[];
  /** the version stored under each id of this server, which lives as long as the load process */
  versions: Int32Array;
}
