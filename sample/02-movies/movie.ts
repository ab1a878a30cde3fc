import { Endpoint, FieldFilter, OrderingFilter, SearchFilter } from 'nestjs-lightapi';

import { DecadeFilter } from './decade.filter.js';
import { MovieFields } from './movie-fields.js';

/** The films by page number, with a count: for tables in which people jump about. */
@Endpoint('/movies', {
  filtering: {
    backends: [FieldFilter, SearchFilter, OrderingFilter, DecadeFilter],
    fields: [
      'title',
      'release_date',
      'director',
      'distributor',
      'major_genre',
      'mpaa_rating',
      'running_time',
      'worldwide_gross',
      { name: 'imdb_rating', operators: ['eq', 'gt', 'gte', 'lt', 'lte', 'between', 'isnull'] },
    ],
    search: ['title', 'director'],
    ordering: ['title', 'release_date', 'director', 'worldwide_gross', 'imdb_rating'],
  },
  pagination: { style: 'page_number', pageSize: 20 },
  cache: { ttl: 60 },
})
export class Movie extends MovieFields {}
