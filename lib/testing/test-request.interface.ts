/**
 * What a request of a test may have besides its method and path.
 *
 * @publicApi
 */
export interface TestRequest {
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is behind the `?`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The entity tag that a write was made from. */
  readonly ifMatch?: string;
  /** The entity tag that the client has already. */
  readonly ifNoneMatch?: string;
}

/**
 * An answer, read whole.
 *
 * @publicApi
 */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body; `undefined` where it is no JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects
  readonly json: any;
  /** The `Location`; empty where there is none. */
  readonly location: string;
  /** The `ETag`; empty where there is none. */
  readonly entityTag: string;
}
