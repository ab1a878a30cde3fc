import type { CreateInput } from 'nestjs-lightapi';

import type { MpaaRating } from './movie-fields.js';
import type { Movie } from './movie.js';

/** A film as `movies.json` has it. */
export interface MovieRecord {
  readonly Title: string | number | null;
  readonly 'US Gross': number | null;
  readonly 'Worldwide Gross': number | null;
  readonly 'US DVD Sales': number | null;
  readonly 'Production Budget': number | null;
  readonly 'Release Date': string | null;
  readonly 'MPAA Rating': MpaaRating | null;
  readonly 'Running Time min': number | null;
  readonly Distributor: string | null;
  readonly Source: string | null;
  readonly 'Major Genre': string | null;
  readonly 'Creative Type': string | null;
  readonly Director: string | null;
  readonly 'Rotten Tomatoes Rating': number | null;
  readonly 'IMDB Rating': number | null;
  readonly 'IMDB Votes': number | null;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The catalogue ends here: a later film is one of a hundred years before. */
const LAST_YEAR = 2011;

/** Letters that were read as Mac OS Roman when the catalogue was made: `LÈon` is `Léon`. */
const MISREAD = new Map(
  Object.entries({
    È: 'é',
    Í: 'ê',
    Ë: 'è',
    Î: 'ë',
    '˘': 'ù',
    Ù: 'ô',
    Û: 'ó',
    '‰': 'ä',
    '‡': 'à',
    '·': 'á',
    Ω: '½',
    Ö: '…',
  }),
);

/** Makes an endpoint's input of a record. */
export function movieOf(record: MovieRecord): CreateInput<Movie> {
  return {
    title: titleOf(record.Title),
    release_date: dayOf(record['Release Date']),
    director: record.Director,
    distributor: record.Distributor,
    major_genre: record['Major Genre'],
    creative_type: record['Creative Type'],
    source: record.Source,
    mpaa_rating: record['MPAA Rating'],
    running_time: record['Running Time min'],
    production_budget: record['Production Budget'],
    us_gross: record['US Gross'],
    worldwide_gross: bigintOf(record['Worldwide Gross']),
    us_dvd_sales: record['US DVD Sales'],
    rotten_tomatoes: record['Rotten Tomatoes Rating'],
    imdb_rating: record['IMDB Rating']?.toFixed(1) ?? null,
    imdb_votes: record['IMDB Votes'],
  };
}

// `1776` is a number in the file, and the film called "Unknown" has lost its name to a `null`.
function titleOf(title: MovieRecord['Title']): string {
  const text = String(title ?? 'Unknown');
  return text.replace(/\P{ASCII}/gu, (letter) => MISREAD.get(letter) ?? letter);
}

function dayOf(date: string | null): string | null {
  const [month = '', day = '', year = ''] = date?.split(' ') ?? [];
  if (year === '') return null;
  const century = Number(year) > LAST_YEAR ? 100 : 0;
  const monthNumber = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return `${Number(year) - century}-${monthNumber}-${day}`;
}

function bigintOf(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
