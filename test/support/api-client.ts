/** An answer, read whole. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` where there is none. */
  readonly json: any;
}

/** What a request may have besides its method and path. */
export interface ApiRequest {
  /** Sent as JSON, or as it is where it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests over HTTP, as any client would. */
export class ApiClient {
  constructor(private readonly base: string) {}

  get(path: string, headers: ApiRequest['headers'] = {}): Promise<ApiAnswer> {
    return this.send('GET', path, { headers });
  }

  post(path: string, body: unknown, headers: ApiRequest['headers'] = {}): Promise<ApiAnswer> {
    return this.send('POST', path, { body, headers });
  }

  put(path: string, body: unknown, headers: ApiRequest['headers'] = {}): Promise<ApiAnswer> {
    return this.send('PUT', path, { body, headers });
  }

  patch(path: string, body: unknown, headers: ApiRequest['headers'] = {}): Promise<ApiAnswer> {
    return this.send('PATCH', path, { body, headers });
  }

  delete(path: string, headers: ApiRequest['headers'] = {}): Promise<ApiAnswer> {
    return this.send('DELETE', path, { headers });
  }

  async send(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const { body, headers = {} } = request;
    const hasBody = body !== undefined;
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { ...(hasBody && { 'content-type': 'application/json' }), ...headers },
      ...(hasBody && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    return { status, headers: response.headers, text, json: jsonOf(response, text) };
  }
}

function jsonOf(response: Response, text: string): unknown {
  const type = response.headers.get('content-type') ?? '';
  return text !== '' && type.includes('json') ? JSON.parse(text) : undefined;
}
