/** PostgreSQL's moments and days that are behind, or before, all others. */
const INFINITE: ReadonlyMap<string, number> = new Map([
  ['infinity', Infinity],
  ['-infinity', -Infinity],
]);

/**
 * What a column of moments holds where no `Date` can say it, such as PostgreSQL's `infinity`: an invalid date that knows
 * the text, so that it is shown, and stored again, as it is.
 */
export class OtherMoment extends Date {
  constructor(readonly text: string) {
    super(NaN);
  }

  override toJSON(): string {
    return this.text;
  }
}

/** Whether a text is `infinity` or `-infinity`. */
export function isInfinite(text: string): boolean {
  return INFINITE.has(text);
}

/** Where a moment is among others, as a number. */
export function rankOfMoment(moment: Date): number {
  return moment instanceof OtherMoment ? (INFINITE.get(moment.text) ?? NaN) : moment.getTime();
}

/** Where a day is among others, also of those that are beyond `Date`. */
export function rankOfDay(day: string): number {
  return (
    INFINITE.get(day) ?? Number(day.slice(0, -6)) * 10_000 + Number(day.slice(-5).replace('-', ''))
  );
}
