import { readFile } from 'node:fs/promises';

import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EndpointService, InjectEndpoint } from 'nestjs-lightapi';

import { type MovieRecord, movieOf } from './movie-record.js';
import { Movie } from './movie.js';

/** Fills an empty table with the films of the npm package `vega-datasets`. */
@Injectable()
export class LoadMovies implements OnApplicationBootstrap {
  private readonly logger = new Logger(LoadMovies.name);

  constructor(@InjectEndpoint(Movie) private readonly movies: EndpointService<Movie>) {}

  async onApplicationBootstrap(): Promise<void> {
    const { count } = await this.movies.list({ query: { page_size: 1 } });
    if (count !== 0) return;
    const records = await readRecords();
    for (const record of records) await this.movies.create(movieOf(record));
    this.logger.log(`${records.length} films loaded`);
  }
}

async function readRecords(): Promise<MovieRecord[]> {
  const file = new URL('../data/movies.json', import.meta.resolve('vega-datasets'));
  return JSON.parse(await readFile(file, 'utf8')) as MovieRecord[];
}
