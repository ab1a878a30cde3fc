import type { RunSql } from './sqlite-samples.js';

/** A row that is about a table or a view. */
export interface OfRelation {
  readonly relation: string;
}

/** What is known of tables and views, by their names. */
export type ByRelation<T> = ReadonlyMap<string, readonly T[]>;

/** Asks about all relations at once; a broken view, which would spoil that, has no answer. */
export class EachRelation {
  constructor(
    private readonly run: RunSql,
    private readonly names: readonly string[],
  ) {}

  async read<T extends OfRelation>(sql: string): Promise<ByRelation<T>> {
    const rows = await this.rows<T>(sql, this.names);
    return Map.groupBy(rows, ({ relation }) => relation);
  }

  private async rows<T>(sql: string, names: readonly string[]): Promise<readonly T[]> {
    try {
      return await this.run<T>(sql, JSON.stringify(names));
    } catch (error) {
      if (names.length > 1) {
        const middle = Math.ceil(names.length / 2);
        const halves = [names.slice(0, middle), names.slice(middle)];
        return [
          ...(await this.rows<T>(sql, halves[0] ?? [])),
          ...(await this.rows<T>(sql, halves[1] ?? [])),
        ];
      }
      if (isBroken(error)) return [];
      throw error;
    }
  }
}

/** `no such table: main.gone` of a view, `no such module: x` of a virtual table. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && /no such|malformed|error in view/i.test(error.message);
}
