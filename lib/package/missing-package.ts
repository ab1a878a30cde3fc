/** Node's word for a package that is not there, and the word of Jest's own loader. */
const CODES: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Whether an import failed for want of what it names. */
export function isMissingPackage(error: unknown): boolean {
  return CODES.has((error as { code?: unknown } | null | undefined)?.code);
}
