import { Field, RestEndpoint } from 'nestjs-lightapi';

export const MPAA_RATINGS = ['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated', 'Open'] as const;

export type MpaaRating = (typeof MPAA_RATINGS)[number];

/** What the endpoints on the table of films have in common. */
export abstract class MovieFields extends RestEndpoint {
  @Field({ minLength: 1, maxLength: 200, index: true })
  title!: string;

  @Field({ type: 'date', index: true, optional: true })
  release_date?: string | null;

  @Field({ maxLength: 100, type: 'string', index: true, optional: true })
  director?: string | null;

  @Field({ maxLength: 100, type: 'string', optional: true })
  distributor?: string | null;

  @Field({ maxLength: 100, type: 'string', optional: true })
  major_genre?: string | null;

  @Field({ maxLength: 100, type: 'string', optional: true })
  creative_type?: string | null;

  @Field({ maxLength: 100, type: 'string', optional: true })
  source?: string | null;

  @Field({ type: 'enum', values: MPAA_RATINGS, optional: true })
  mpaa_rating?: MpaaRating | null;

  /** In minutes. */
  @Field({ type: 'int', gt: 0, optional: true })
  running_time?: number | null;

  /** In US dollars, as all money here. */
  @Field({ type: 'int', ge: 0, optional: true })
  production_budget?: number | null;

  @Field({ type: 'int', ge: 0, optional: true })
  us_gross?: number | null;

  /** Avatar made more dollars than an `int` can count. */
  @Field({ type: 'bigint', ge: 0, optional: true })
  worldwide_gross?: bigint | null;

  @Field({ type: 'int', ge: 0, optional: true })
  us_dvd_sales?: number | null;

  /** In percent. */
  @Field({ type: 'int', ge: 0, le: 100, optional: true })
  rotten_tomatoes?: number | null;

  @Field({ type: 'decimal', precision: 3, scale: 1, ge: 0, le: 10, index: true, optional: true })
  imdb_rating?: string | null;

  @Field({ type: 'int', ge: 0, optional: true })
  imdb_votes?: number | null;
}
