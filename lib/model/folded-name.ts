/** A name as a database that knows no case compares it: SQLite does so with ASCII only. */
export function foldedName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
