import { Module } from '@nestjs/common';
import { LightApiModule } from 'nestjs-lightapi';

import { LoadMovies } from './load-movies.js';
import { MovieSlice } from './movie-slice.js';
import { MovieStream } from './movie-stream.js';
import { Movie } from './movie.js';

@Module({
  imports: [
    LightApiModule.forRoot({
      database: process.env.LIGHTAPI_DATABASE_URL ?? 'sqlite:movies.db',
      endpoints: [Movie, MovieSlice, MovieStream],
      openapi: { title: 'Films' },
    }),
  ],
  providers: [LoadMovies],
})
export class AppModule {}
