import { PLAIN, type Dialect, type Leniency } from '../servers/dialect/dialect.interface.js';
import type { Request } from './workload.interface.js';

/** An answer as a client sees it: status, and the body parsed from JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** A client for the checks; the load generator has a cheaper one. */
export class Api {
  constructor(
    private readonly url: string,
    private readonly dialect: Dialect = PLAIN,
  ) {}

  /** Whether the server takes what the others refuse. */
  takes(leniency: Leniency): boolean {
    return this.dialect.lenient.includes(leniency);
  }

  get(path: string): Promise<Answer> {
    return this.#exchange({ method: 'GET', path });
  }

  send(method: Request['method'], path: string, body: object): Promise<Answer> {
    return this.#exchange({ method, path, body: JSON.stringify(body) });
  }

  async #exchange(asked: Request): Promise<Answer> {
    const { method, path, body } = this.dialect.request(asked);
    const response = await fetch(this.url + path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    });
    const { status, headers } = response;
    return this.dialect.answer({ status, headers, body: await response.json() }, asked);
  }
}
