/** Milliseconds. */
const MINUTE = 60_000;
const DAY = 86_400_000;

/** 0001-01-01 and the end of 9999-12-31: the years that ISO 8601 writes with four digits. */
const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_799_999;

/** Days whose texts are remembered: most rows of a table are of a few years. */
const MAX_DAYS = 4096;

const digits = (count: number, width: number) =>
  Array.from({ length: count }, (_, at) => String(at).padStart(width, '0'));

/** `09:30:`, of each minute of a day; `15.`, of each second; `158Z`, of each millisecond. */
const MINUTES = digits(24, 2).flatMap((hour) =>
  digits(60, 2).map((minute) => `${hour}:${minute}:`),
);
const SECONDS = digits(60, 2).map((second) => `${second}.`);
const MILLISECONDS = digits(1000, 3).map((millisecond) => `${millisecond}Z`);

const days = new Map<number, string>();

/**
 * Milliseconds of the epoch as `Date` writes them in ISO 8601. Put together from texts that are
 * known, which takes a fraction of the time that a `Date` for each cell of a list takes.
 *
 * @returns `undefined` for what is beyond the years 1 to 9999
 */
export function epochText(moment: number): string | undefined {
  if (!(moment >= FIRST && moment <= LAST)) return undefined;
  const whole = Math.trunc(moment);
  const day = Math.floor(whole / DAY);
  const time = whole - day * DAY;
  const minute = Math.floor(time / MINUTE);
  const rest = time - minute * MINUTE;
  const second = Math.floor(rest / 1000);
  const clock = `${MINUTES[minute] ?? ''}${SECONDS[second] ?? ''}`;
  return `${days.get(day) ?? remembered(day)}${clock}${MILLISECONDS[rest - second * 1000] ?? ''}`;
}

/** `2026-01-31T`. */
function remembered(day: number): string {
  const text = new Date(day * DAY).toISOString().slice(0, 11);
  if (days.size >= MAX_DAYS) days.clear();
  days.set(day, text);
  return text;
}
