import { Endpoint, Field, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books')
export class Book extends RestEndpoint {
  @Field()
  title!: string;
}
