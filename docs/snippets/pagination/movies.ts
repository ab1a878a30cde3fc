import { Injectable } from '@nestjs/common';
import { Endpoint, EndpointService, InjectEndpoint, type LightApiRequest } from 'nestjs-lightapi';

import { MovieFields } from '../../../sample/02-movies/movie-fields.js';

@Endpoint('/movies', { pagination: { style: 'page_number', pageSize: 20 } })
export class Movie extends MovieFields {}

@Endpoint('/movie-slices', {
  table: 'movies',
  methods: ['GET'],
  pagination: { style: 'limit_offset', pageSize: 20, maxPageSize: 50 },
})
export class MovieSlice extends MovieFields {}

@Endpoint('/movie-stream', {
  table: 'movies',
  methods: ['GET'],
  pagination: { style: 'cursor', pageSize: 50, maxPageSize: 500 },
})
export class MovieStream extends MovieFields {}

@Endpoint('/films', { table: 'movies', pagination: { style: 'page_number' } })
export class Film extends MovieFields {
  override async list(request: LightApiRequest) {
    const page = await super.list(request);
    return { total: page.count, ...page };
  }
}

@Injectable()
export class Reader {
  constructor(
    @InjectEndpoint(Movie) private readonly movies: EndpointService<Movie>,
    @InjectEndpoint(MovieStream) private readonly stream: EndpointService<MovieStream>,
  ) {}

  async read() {
    const { count, results } = await this.movies.list({
      query: { 'imdb_rating[gte]': 9, page_size: 5 },
    });
    const { next } = await this.stream.list();
    const second = next && (await this.stream.list({ query: { cursor: next } }));
    return { count, results, second };
  }
}
