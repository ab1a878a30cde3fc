import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';
import { AUTHOR_MAX_LENGTH, PAGES_MIN, TITLE_MAX_LENGTH } from '../../../resource/book.js';

@Endpoint('/books', { table: 'books' })
export class Book extends RestEndpoint {
  @Field({ minLength: 1, maxLength: TITLE_MAX_LENGTH })
  title!: string;

  @Field({ minLength: 1, maxLength: AUTHOR_MAX_LENGTH })
  author!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, ge: 0, optional: true })
  price?: string | null;

  @Field({ ge: PAGES_MIN })
  pages!: number;

  @Field()
  in_print!: boolean;
}
