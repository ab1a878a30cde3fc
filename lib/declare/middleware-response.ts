/** Headers of a response that is made: names and their values. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Headers as Fastify has them, by names in lower case. */
export type SentHeaders = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** What a response is made of. */
export interface ResponseParts {
  readonly status: number;
  /** As they are sent. */
  readonly headers: SentHeaders;
  /** As it is sent: a text, a buffer, a stream, or nothing. */
  readonly payload: unknown;
}

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\b/i;
const JSON_CONTENT = 'application/json; charset=utf-8';
const TEXT_CONTENT = 'text/plain; charset=utf-8';

/**
 * An answer as a middleware sees it. All of it may be changed: what has been changed when `process`
 * has ended is sent. JSON is parsed and headers are copied when they are asked for, so that a
 * middleware pays for what it touches.
 *
 * @publicApi
 */
export class MiddlewareResponse {
  private code: number;
  private known: Headers | undefined;
  private raw: unknown;
  private value: { readonly body: unknown } | undefined;

  /** @internal Use {@link respond}. */
  constructor(private readonly parts: ResponseParts) {
    this.code = parts.status;
    this.raw = parts.payload;
  }

  /**
   * The HTTP status, e.g. 201.
   *
   * @throws RangeError when it is set to one that no answer has
   */
  get status(): number {
    return this.code;
  }

  /** Sends another status, of 200 to 599. */
  set status(status: number) {
    this.code = checkedStatus(status);
  }

  /** The headers, as `fetch` has them: names in any spelling. */
  get headers(): Headers {
    return (this.known ??= headersOf(this.parts.headers));
  }

  /**
   * The value where the content is JSON: changes within it count too. Else the text, the buffer or
   * the stream as it is; `null` for none. A value that is set becomes JSON, but for texts that are
   * given where the content is not JSON, buffers and streams.
   */
  get body(): unknown {
    this.value ??= { body: this.parse() };
    return this.value.body;
  }

  /** Sends another body. */
  set body(body: unknown) {
    this.value = undefined;
    this.raw = body;
    if (body === null || body === undefined || isSentAsItIs(body)) return;
    if (typeof body === 'string' && !this.isJson()) {
      if (!this.headers.has('content-type')) this.headers.set('content-type', TEXT_CONTENT);
      return;
    }
    if (!this.isJson()) this.headers.set('content-type', JSON_CONTENT);
    this.raw = JSON.stringify(body);
  }

  /** @internal What is to be sent. */
  get payload(): unknown {
    const { body } = this.value ?? {};
    if (typeof body === 'object' && body !== null && !isSentAsItIs(body))
      return JSON.stringify(body);
    return this.raw;
  }

  /** @internal The headers to be sent; those that were given, where nobody asked for them. */
  get sentHeaders(): SentHeaders {
    if (this.known === undefined) return this.parts.headers;
    const cookies = this.known.getSetCookie();
    return {
      ...Object.fromEntries(this.known),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    };
  }

  private parse(): unknown {
    if (this.raw === undefined || this.raw === '') return null;
    return typeof this.raw === 'string' && this.isJson() ? JSON.parse(this.raw) : this.raw;
  }

  private isJson(): boolean {
    const type: unknown =
      this.known === undefined
        ? this.parts.headers['content-type']
        : this.known.get('content-type');
    return typeof type === 'string' && JSON_TYPE.test(type);
  }
}

/**
 * Makes an answer, for a middleware to return.
 *
 * @param body - sent as JSON; a text is sent as a text, unless `headers` say that it is JSON
 * @example
 * ```ts
 * if (this.isClosed()) return respond(503, { detail: 'closed' }, { 'retry-after': '60' });
 * ```
 * @throws RangeError for a status that is none
 * @publicApi
 */
export function respond(
  status: number,
  body?: unknown,
  headers: ResponseHeaders = {},
): MiddlewareResponse {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const response = new MiddlewareResponse({
    status: checkedStatus(status),
    headers: Object.fromEntries(names) as SentHeaders,
    payload: undefined,
  });
  response.body = body;
  return response;
}

/** Below 200 are no answers, but what comes before one: a client would wait for more. */
function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`A response can't have the status ${status}. Give one of 200 to 599.`);
}

function headersOf(sent: SentHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(sent))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, String(one));
  return headers;
}

/** Buffers, and streams of Node and of the web. */
function isSentAsItIs(body: unknown): boolean {
  if (body instanceof Uint8Array) return true;
  const { pipe, getReader } = Object(body) as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function';
}
