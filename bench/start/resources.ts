/** Path, and table, of one of many equal resources; `number` is counted from 1. */
export function resourceName(number: number): string {
  return `books_${number}`;
}

export function resourceNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
