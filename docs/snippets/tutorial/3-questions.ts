import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books', {
  filtering: { fields: ['price'], search: ['title'], ordering: ['title', 'price'] },
  pagination: { style: 'page_number', pageSize: 20 },
})
export class Book extends RestEndpoint {
  @Field({ minLength: 1, maxLength: 200 })
  title!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, ge: 0, default: '0.00' })
  price?: string;
}
