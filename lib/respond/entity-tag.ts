import { hash } from 'node:crypto';

import { MalformedRequestError } from '../error/malformed-request.error.js';
import { PreconditionFailedError } from '../error/precondition-failed.error.js';
import type { Preconditions, VersionList } from '../service/preconditions.interface.js';

/** Entity tags that one header may list. */
const MAX_TAGS = 32;

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** What stands between commas; those within quotes are part of a tag. */
const ELEMENT = /(?:[^,"]|"[^"]*"?)+/g;

/** The strong entity tag of a row version. */
export function entityTag(version: string): string {
  return `"${version}"`;
}

/**
 * `If-Match` and `If-None-Match` of a write. Both compare strongly for our tags: a weak one is none
 * of ours.
 *
 * @throws {@link MalformedRequestError} for what is no list of entity tags
 * @see RFC 9110, section 13.1
 */
export function readPreconditions(headers: HeaderValues): Preconditions {
  return {
    ifMatch: versions('If-Match', headers['if-match'], false),
    ifNoneMatch: versions('If-None-Match', headers['if-none-match'], true),
  };
}

/**
 * The weak entity tag of a text: equal for equal ones, on every instance.
 *
 * @param digests - of what else the representation is made of
 */
export function weakEntityTag(text: string, ...digests: readonly string[]): string {
  return `W/"${digestOf([text, ...digests].join('\n'))}"`;
}

/** Of a text, or of its UTF-8, short enough to stand for it. */
export function digestOf(text: string | Buffer): string {
  return hash('sha256', text, 'base64url');
}

/**
 * Whether `If-None-Match` names a tag of a collection; it compares weakly.
 *
 * @throws {@link MalformedRequestError} for what is no list of entity tags
 */
export function isNamed(headers: HeaderValues, tag: string): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = ENTITY_TAG.exec(tag)?.[2];
  return tagsOf('If-None-Match', header).some((named) => named.opaque === opaque);
}

/**
 * Whether the client has this very representation already, so that 304 says it all.
 *
 * @see RFC 9110, section 13.1.2
 */
export function isNotModified(headers: HeaderValues, version: string): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  const list = versions('If-None-Match', header, true);
  return list === '*' || (list?.includes(version) ?? false);
}

/**
 * Refuses a read whose `If-Match` names other versions only.
 *
 * @throws {@link PreconditionFailedError}
 * @throws {@link MalformedRequestError} for what is no list of entity tags
 * @see RFC 9110, section 13.1.1
 */
export function requireMatch(headers: HeaderValues, version: string): void {
  const header = headers['if-match'];
  if (header === undefined) return;
  const list = versions('If-Match', header, false);
  if (list !== '*' && !list?.includes(version)) throw new PreconditionFailedError();
}

interface HeaderValues {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

function versions(
  name: string,
  header: string | undefined,
  weakCounts: boolean,
): VersionList | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  return tagsOf(name, header).flatMap(({ isWeak, opaque }) =>
    isWeak && !weakCounts ? [] : [opaque],
  );
}

interface EntityTag {
  readonly isWeak: boolean;
  readonly opaque: string;
}

function tagsOf(name: string, header: string): EntityTag[] {
  const tags = elementsOf(header);
  if (tags.length === 0 || tags.length > MAX_TAGS) throw malformed(name);
  return tags.map((tag) => {
    const [, weak, opaque] = ENTITY_TAG.exec(tag) ?? [];
    if (opaque === undefined) throw malformed(name);
    return { isWeak: weak !== undefined, opaque };
  });
}

/** @see RFC 9110, section 5.6.1.2: empty elements are ignored */
function elementsOf(list: string): string[] {
  const elements = list.match(ELEMENT) ?? [];
  return elements.map((element) => element.trim()).filter((element) => element !== '');
}

function malformed(name: string): MalformedRequestError {
  return new MalformedRequestError(
    `${name}: a list of at most ${MAX_TAGS} entity tags was expected, e.g. "3", or *`,
  );
}
