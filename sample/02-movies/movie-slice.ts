import { Endpoint } from 'nestjs-lightapi';

import { MovieFields } from './movie-fields.js';

/** The same films, for clients that ask by `?limit=` and `?offset=`. */
@Endpoint('/movie-slices', {
  table: 'movies',
  methods: ['GET'],
  pagination: { style: 'limit_offset', pageSize: 20, maxPageSize: 50 },
})
export class MovieSlice extends MovieFields {}
