import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';

/**
 * The document of the API and the page that shows it.
 *
 * @publicApi
 */
export interface OpenApiOptions {
  /** Of the page. @default '/docs' */
  readonly path?: string;
  /** Of the document, without `.json` and `.yaml`, which are both there. @default '/openapi' */
  readonly documentPath?: string;
  /** Whether there is the page. @default true */
  readonly ui?: boolean;
  /** Of the API. @default 'API' */
  readonly title?: string;
  /** Of the API. @default '1.0.0' */
  readonly version?: string;
  /** Markdown. @default none */
  readonly description?: string;
  /** Under which others may use the API. @default none */
  readonly license?: ApiLicense;
  /**
   * Who may read document and page. What it leaves out is the module's `authentication`.
   *
   * @default everybody, also where the endpoints ask for credentials
   */
  readonly authentication?: AuthenticationOptions;
}

/**
 * A licence: with one of `identifier` and `url`, or neither.
 *
 * @publicApi
 */
export interface ApiLicense {
  /** As people call it. */
  readonly name: string;
  /** Of SPDX, e.g. `MIT`. */
  readonly identifier?: string;
  /** Of its text. */
  readonly url?: string;
}

/** Where things are, unless the options say otherwise. */
export const DOCS_PATH = '/docs';
export const DOCUMENT_PATH = '/openapi';
