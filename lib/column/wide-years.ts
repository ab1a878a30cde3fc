/** `12345-01-01 00:00:00+00` and `0044-03-15 BC`; the year 1 BC is the year 0. */
const OF_POSTGRES = /^(\d{4,6})(-\d\d-\d\d.*?)( BC)?$/;

/** `+012345-01-01T00:00:00.000Z`, `-000043-03-15`, `0000-01-01`. */
const OF_ISO = /^([+-]\d{6}|0000)(-\d\d-\d\d.*)$/;

/** The year of a day or a moment as ISO 8601 and `Date` write it, where PostgreSQL has written it. */
export function isoYears(text: string): string {
  const [, year = '', rest = '', before] = OF_POSTGRES.exec(text) ?? [];
  if (year === '') return text;
  return `${isoYear(before === undefined ? Number(year) : 1 - Number(year))}${rest}`;
}

/** The other way round. */
export function postgresYears(text: string): string {
  const [, year = '', rest = ''] = OF_ISO.exec(text) ?? [];
  if (year === '') return text;
  const count = Number(year);
  return count > 0 ? `${count}${rest}` : `${String(1 - count).padStart(4, '0')}${rest} BC`;
}

function isoYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}
