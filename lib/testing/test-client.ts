import type { TestAnswer, TestRequest } from './test-request.interface.js';

type Headers = Readonly<Record<string, string>>;
type Credentials = () => Headers | Promise<Headers>;

/**
 * Sends requests over HTTP, as any client would, and reads the answers whole. Redirects are not
 * followed, and no status throws.
 *
 * @publicApi
 */
export class TestClient {
  constructor(
    /** Where the application listens, e.g. `http://127.0.0.1:40123`. */
    readonly url: string,
    private readonly credentials: Credentials = () => ({}),
  ) {}

  /** A client that sends these headers with each request, beside those of this one. */
  with(headers: Headers): TestClient {
    return this.asking(() => headers);
  }

  /** A client that sends a token, e.g. one that the application's login gave. */
  withToken(token: string): TestClient {
    return this.with({ authorization: `Bearer ${token}` });
  }

  get(path: string, request?: TestRequest): Promise<TestAnswer> {
    return this.send('GET', path, request);
  }

  head(path: string, request?: TestRequest): Promise<TestAnswer> {
    return this.send('HEAD', path, request);
  }

  /** @param body - sent as JSON; a text is sent as it is */
  post(path: string, body: unknown, request?: TestRequest): Promise<TestAnswer> {
    return this.send('POST', path, { ...request, body });
  }

  /** @param body - sent as JSON; a text is sent as it is */
  put(path: string, body: unknown, request?: TestRequest): Promise<TestAnswer> {
    return this.send('PUT', path, { ...request, body });
  }

  /** @param body - sent as JSON; a text is sent as it is */
  patch(path: string, body: unknown, request?: TestRequest): Promise<TestAnswer> {
    return this.send('PATCH', path, { ...request, body });
  }

  delete(path: string, request?: TestRequest): Promise<TestAnswer> {
    return this.send('DELETE', path, request);
  }

  /** Any request, also with verbs that have no method here. */
  async send(method: string, path: string, request: TestRequest = {}): Promise<TestAnswer> {
    const { body, query } = request;
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const response = await fetch(`${this.url}${path}${search}`, {
      method,
      redirect: 'manual',
      headers: { ...conditionsOf(request), ...(await this.credentials()), ...request.headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return readAnswer(response);
  }

  /** A client with credentials that are made when a request is sent. */
  protected asking(credentials: Credentials): TestClient {
    return new TestClient(this.url, async () => ({
      ...(await this.credentials()),
      ...(await credentials()),
    }));
  }
}

function conditionsOf({ body, ifMatch, ifNoneMatch }: TestRequest): Headers {
  return {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
  };
}

async function readAnswer(response: Response): Promise<TestAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = text !== '' && (headers.get('content-type') ?? '').includes('json');
  return {
    ...{ status, headers, text },
    json: isJson ? (JSON.parse(text) as unknown) : undefined,
    location: headers.get('location') ?? '',
    entityTag: headers.get('etag') ?? '',
  };
}
