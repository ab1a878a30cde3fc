/** The short form asks the same questions with fewer rounds and less time, for every change. */
export const isShort = process.env.LIGHTAPI_FAULTS === 'short';

/** A size of a case, by the form that runs. */
export function sized<T>(sizes: { readonly long: T; readonly short: T }): T {
  return isShort ? sizes.short : sizes.long;
}
