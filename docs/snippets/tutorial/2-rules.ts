import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books')
export class Book extends RestEndpoint {
  @Field({ minLength: 1, maxLength: 200 })
  title!: string;

  @Field({ type: 'string', pattern: /^97[89]\d{10}$/, unique: true, optional: true })
  isbn?: string | null;

  @Field({ type: 'decimal', precision: 10, scale: 2, ge: 0, default: '0.00' })
  price?: string;
}
