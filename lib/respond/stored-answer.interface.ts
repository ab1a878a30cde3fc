import type { PageFrame } from './page-frame.js';

/** One resource, as it can be answered again. */
export interface StoredResource {
  readonly kind: 'resource';
  /** JSON. */
  readonly text: string;
  /** `undefined`: rows that have none. */
  readonly version: string | undefined;
}

/** A page of a collection, as it can be answered again, to whichever URL. */
export interface StoredPage {
  readonly kind: 'page';
  /** The JSON array. */
  readonly text: string;
  /** Of `text`. */
  readonly digest: string;
  readonly frame: PageFrame;
}

/** An answer without what belongs to one request: no header, no URL. */
export type StoredAnswer = StoredResource | StoredPage;
