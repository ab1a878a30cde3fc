import { Endpoint } from 'nestjs-lightapi';

import { MovieFields } from './movie-fields.js';

/** The same films, a few members of each, by cursor: for lists that are scrolled, and for exports. */
@Endpoint('/movie-stream', {
  table: 'movies',
  methods: ['GET'],
  serializer: { fields: ['id', 'title', 'director', 'release_date', 'imdb_rating'] },
  filtering: {
    fields: ['director', 'release_date', 'imdb_rating'],
    ordering: ['title', 'release_date', 'imdb_rating'],
    strict: true,
  },
  pagination: { style: 'cursor', pageSize: 50, maxPageSize: 500 },
})
export class MovieStream extends MovieFields {}
