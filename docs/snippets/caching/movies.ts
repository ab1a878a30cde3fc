import { Endpoint, LightApiModule } from 'nestjs-lightapi';

import { MovieFields } from '../../../sample/02-movies/movie-fields.js';

@Endpoint('/movies', { cache: { ttl: 60 } })
export class Movie extends MovieFields {}

export function shared() {
  return LightApiModule.forRoot({ redis: { url: 'redis://localhost:6379' }, endpoints: [Movie] });
}
