import { Injectable } from '@nestjs/common';
import {
  type FilterBackend,
  type FilterContext,
  MalformedRequestError,
  type NarrowedCollection,
} from 'nestjs-lightapi';

/** `?decade=1960`: the films of ten years. */
@Injectable()
export class DecadeFilter implements FilterBackend {
  readonly parameters = ['decade'];

  filter(films: NarrowedCollection, { parameters }: FilterContext): NarrowedCollection {
    const decade = parameters.one('decade');
    if (decade === undefined) return films;
    if (!/^\d{3}0$/.test(decade))
      throw new MalformedRequestError('decade: a year was expected that ends with 0, e.g. 1960');
    const [first, last] = [`${decade}-01-01`, `${decade.slice(0, 3)}9-12-31`];
    return films.where({ release_date: { $gte: first, $lte: last } });
  }
}
