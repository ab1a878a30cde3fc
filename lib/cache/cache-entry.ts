import type { StoredAnswer } from '../respond/stored-answer.interface.js';

/** An answer, as a backend keeps it: its texts are members of the outermost object. */
export type CacheEntry = StoredAnswer & {
  /** Of the table, before its rows were read. */
  readonly generation: string;
  /** When it was stored, in milliseconds since 1970. */
  readonly at: number;
};

/** What was read, if it is an answer of this generation: whatever else is there is nothing. */
export function readEntry(value: unknown, generation: string): CacheEntry | undefined {
  const entry = (value ?? {}) as Partial<CacheEntry>;
  if (entry.generation !== generation || typeof entry.at !== 'number') return undefined;
  return isAnswer(entry) ? entry : undefined;
}

function isAnswer(entry: Partial<CacheEntry>): entry is CacheEntry {
  if (typeof entry.text !== 'string') return false;
  if (entry.kind === 'resource') return isOptionalText(entry.version);
  return entry.kind === 'page' && typeof entry.digest === 'string' && isFrame(entry.frame);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isFrame(frame: unknown): boolean {
  const { members, links } = (frame ?? {}) as { members?: unknown; links?: unknown };
  return Array.isArray(members) && Array.isArray(links);
}
