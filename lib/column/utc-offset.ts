/** Milliseconds east of UTC of `Z`, `+05`, `+05:30`, `-0800` or, before standard time, `+05:21:10`. */
export function utcOffset(zone: string): number {
  const digits = zone.slice(1).replaceAll(':', '');
  const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  const total = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return (zone.startsWith('-') ? -total : total) * 1000;
}
