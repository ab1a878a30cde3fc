/** An answer as a client sees it: status, and the body parsed from JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** A client for the checks; the load generator has a cheaper one. */
export class Api {
  constructor(private readonly url: string) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: await response.json() };
  }
}
