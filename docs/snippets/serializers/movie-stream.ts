import { Endpoint } from 'nestjs-lightapi';

import { MovieFields } from '../../../sample/02-movies/movie-fields.js';

@Endpoint('/movie-stream', {
  table: 'movies',
  methods: ['GET'],
  serializer: { fields: ['id', 'title', 'director', 'release_date', 'imdb_rating'] },
})
export class MovieStream extends MovieFields {}
