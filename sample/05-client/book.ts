import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books', {
  filtering: { search: ['title', 'author'], ordering: ['title', 'author'] },
  pagination: { style: 'page_number', pageSize: 20 },
})
export class Book extends RestEndpoint {
  @Field({ minLength: 1, maxLength: 200 })
  title!: string;

  @Field({ minLength: 1 })
  author!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, ge: 0, optional: true })
  price?: string | null;
}
