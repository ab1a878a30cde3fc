/** What a case has seen, as it is kept in `results.json`. */
export interface CaseFigures {
  readonly id: string;
  readonly what: string;
  readonly load: string;
  readonly promised: string;
  readonly faults: readonly string[];
  readonly requests: number;
  /** How often clients got each status, or which end without one. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of what was acknowledged; `null` where the case stores nothing. */
  readonly lost: number | null;
  /** From the return of what was away to the first good answer, the worst time, in milliseconds. */
  readonly recovery: number | null;
  /** Of one request, in milliseconds. */
  readonly slowest: number;
  /** What else was measured. */
  readonly figures: Readonly<Record<string, string>>;
}

/** What a case is about, said before it runs. */
export interface CaseTitle {
  /** The promise, e.g. `R5`; several cases may prove one. */
  readonly id: string;
  /** Different for each case of a promise. */
  readonly what: string;
  readonly load: string;
  /** The figure that has to be reached. */
  readonly promised: string;
}

/** Collects the figures of one case while it runs. */
export class CaseRecord {
  private readonly faults: string[] = [];
  private readonly statuses: Record<string, number> = {};
  private readonly figures: Record<string, string> = {};
  private requests = 0;
  private slowest = 0;
  private lostRows: number | null = null;
  private worstRecovery: number | null = null;

  constructor(private readonly title: CaseTitle) {}

  /** Something was broken on purpose. */
  fault(what: string): void {
    this.faults.push(what);
  }

  /** @param status - of an answer, or how a request ended without one */
  answer(status: number | string, took: number): void {
    this.requests += 1;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.slowest = Math.max(this.slowest, took);
  }

  /** What was acknowledged and is not there, in addition to what was told before. */
  lost(count: number): void {
    this.lostRows = (this.lostRows ?? 0) + count;
  }

  recovery(milliseconds: number): void {
    this.worstRecovery = Math.max(this.worstRecovery ?? 0, Math.round(milliseconds));
  }

  figure(name: string, value: string | number): void {
    this.figures[name] = typeof value === 'number' ? String(Math.round(value)) : value;
  }

  /** How often clients got each status so far. */
  get counts(): Readonly<Record<string, number>> {
    return { ...this.statuses };
  }

  get all(): CaseFigures {
    return {
      ...this.title,
      faults: countedFaults(this.faults),
      requests: this.requests,
      statuses: this.counts,
      lost: this.lostRows,
      recovery: this.worstRecovery,
      slowest: Math.round(this.slowest),
      figures: { ...this.figures },
    };
  }
}

/** `20 x kill -9 of the server`. */
function countedFaults(faults: readonly string[]): string[] {
  const kinds = [...new Set(faults)];
  return kinds.map((kind) => `${faults.filter((fault) => fault === kind).length} x ${kind}`);
}
