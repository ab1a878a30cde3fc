import type { CaseRecord } from './case-record.js';

/** No request of a case is waited for longer, in milliseconds: then it hangs. */
const PATIENCE_MS = 20_000;

/** An answer, or the lack of one. */
export interface RecordedAnswer {
  /** 0 where there was none. */
  readonly status: number;
  readonly json: any;
  readonly headers: Headers;
  /** Milliseconds until the last byte. */
  readonly took: number;
}

/** Sends requests as any client would, and records how each ended; it never throws. */
export class RecordedClient {
  constructor(
    readonly url: string,
    private readonly record: CaseRecord,
  ) {}

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<RecordedAnswer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown): Promise<RecordedAnswer> {
    return this.send('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<RecordedAnswer> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<RecordedAnswer> {
    return this.send('DELETE', path);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RecordedAnswer> {
    const began = performance.now();
    const { ending, ...answer } = await this.attempt(method, path, { body, headers });
    const took = performance.now() - began;
    this.record.answer(ending, took);
    return { ...answer, took };
  }

  private async attempt(
    method: string,
    path: string,
    { body, headers }: { body: unknown; headers: Readonly<Record<string, string>> },
  ) {
    let hasBegun = false;
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      hasBegun = true;
      const text = await response.text();
      const { status, headers: received } = response;
      return { status, ending: status, json: jsonOf(text), headers: received };
    } catch (error) {
      const ending = endingOf(error, hasBegun);
      return { status: 0, ending, json: undefined, headers: new Headers() };
    }
  }
}

/**
 * A request that was never accepted is something else than one whose connection was closed before
 * its answer began, which may have crossed it on the way; and than an answer that was cut.
 */
function endingOf(error: unknown, hasBegun: boolean): string {
  if ((error as Error).name === 'TimeoutError') return 'hangs';
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  if (code === 'ECONNREFUSED') return 'refused';
  return hasBegun ? 'cut' : 'closed';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
