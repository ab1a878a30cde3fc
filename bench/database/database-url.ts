const SQLITE = 'sqlite:';

export function sqliteUrl(file: string): string {
  return SQLITE + file;
}

/** @returns the file of a SQLite URL, undefined for any other URL */
export function sqliteFile(url: string): string | undefined {
  return url.startsWith(SQLITE) ? url.slice(SQLITE.length) : undefined;
}
