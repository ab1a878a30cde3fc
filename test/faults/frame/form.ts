/** The short form asks the same questions with fewer rounds and less time, for every change. */
export const isShort = process.env.LIGHTAPI_FAULTS === 'short';

/** A size of a case, by the form that runs. */
export function sized<T>(sizes: { readonly long: T; readonly short: T }): T {
  return isShort ? sizes.short : sizes.long;
}

/** The short form runs beside other work, e.g. on a small machine of a CI. */
const SLACK = 2;

/**
 * A bound of time: as it is promised in the long form; twice that in the short one, which looks for
 * what hangs or waits, not for how fast a machine is.
 */
export function withSlack(milliseconds: number): number {
  return isShort ? SLACK * milliseconds : milliseconds;
}
