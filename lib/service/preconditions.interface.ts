/** The versions that an entity tag list names; `'*'` names whatever is stored. */
export type VersionList = '*' | readonly string[];

/**
 * What a write asks of the row that is stored, as versions.
 *
 * @see RFC 9110, section 13.1
 */
export interface Preconditions {
  /** The stored version has to be among these. */
  readonly ifMatch?: VersionList | undefined;
  /** The stored version must not be among these. */
  readonly ifNoneMatch?: VersionList | undefined;
}

/** Whether a version is in the list. */
export function includesVersion(list: VersionList, version: string): boolean {
  return list === '*' || list.includes(version);
}

/** Whether the client insists on a version. */
export function isDemanding({ ifMatch, ifNoneMatch }: Preconditions): boolean {
  return (ifMatch !== undefined && ifMatch !== '*') || ifNoneMatch !== undefined;
}
