import { LightApiModule } from 'nestjs-lightapi';

import { Movie } from '../../../sample/02-movies/movie.js';

export function limited() {
  return LightApiModule.forRoot({ endpoints: [Movie], queryLimits: { searchWords: 5 } });
}
