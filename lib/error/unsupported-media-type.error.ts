import { RequestError } from './request.error.js';

/**
 * The body is not JSON, or is compressed.
 *
 * @see RFC 9110, section 15.5.16
 * @publicApi
 */
export class UnsupportedMediaTypeError extends RequestError {
  readonly code = 'LIGHT_API_UNSUPPORTED_MEDIA_TYPE';
  readonly status = 415;
  override readonly headers: Readonly<Record<string, string>>;

  /** @param coding - of the content, where that is what is not taken; else it is the type */
  constructor(coding?: string) {
    super(
      coding === undefined
        ? 'the body has to be application/json'
        : `content-encoding: the body is sent as ${JSON.stringify(coding.slice(0, 40))}, and is taken as it is only`,
    );
    this.headers = coding === undefined ? {} : { 'accept-encoding': 'identity' };
  }
}
