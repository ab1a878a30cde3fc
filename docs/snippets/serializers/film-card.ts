import { Endpoint, type LightApiRequest } from 'nestjs-lightapi';

import { MovieFields } from '../../../sample/02-movies/movie-fields.js';

@Endpoint('/film-cards', {
  table: 'movies',
  methods: ['GET'],
  serializer: { fields: ['id', 'title'] },
})
export class FilmCard extends MovieFields {
  override async retrieve(request: LightApiRequest, id: string) {
    const film = await super.retrieve(request, id);
    // eslint-disable-next-line @typescript-eslint/no-misused-spread -- its members are wanted
    return { ...film, poster: `https://posters.example/${film.id}.jpg` };
  }
}
