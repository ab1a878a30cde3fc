import { LightApiError } from './light-api.error.js';

/** One entry of a 422's `detail`, in the seed's shape. */
export interface DetailEntry {
  /** A machine's word, e.g. `missing` or `string_too_short`. */
  readonly type: string;
  /** Where: the member's name; longer inside a `json` field. */
  readonly loc: readonly (string | number)[];
  /** A sentence for a person. */
  readonly msg: string;
  /** What was sent, cut when it is long; `null` for what is missing. */
  readonly input: unknown;
}

/**
 * A request that can't be served. The exception filter answers it with `status`, `headers` and
 * `{"detail": detail}`; a program that uses `EndpointService` catches it.
 *
 * @publicApi
 */
export abstract class RequestError extends LightApiError {
  /** The HTTP status. */
  abstract readonly status: number;
  /** What the standard asks to be sent along, e.g. `Allow` with a 405. */
  readonly headers: Readonly<Record<string, string>> = {};

  /**
   * @param detail - what clients are told: a text, or an entry for each wrong member
   * @param options - `cause` is what happened underneath; only the log has it
   */
  constructor(
    readonly detail: string | readonly DetailEntry[],
    options?: ErrorOptions,
  ) {
    super(typeof detail === 'string' ? detail : summaryOf(detail), options);
  }

  /** As `http-errors` has it: so Nest answers with this status on routes that aren't ours. */
  get statusCode(): number {
    return this.status;
  }

  /** Plugins and interceptors assign it to whatever is thrown: then it is the `status`. */
  set statusCode(statusCode: number) {
    (this as { status: number }).status = statusCode;
  }

  /** As `http-errors` has it: whether the message is for clients. */
  get expose(): boolean {
    return this.status < 500;
  }
}

function summaryOf(detail: readonly DetailEntry[]): string {
  return detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
}
