import { Endpoint, Field, LightApiModule, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/books')
export class Book extends RestEndpoint {
  @Field() title!: string;
}

export function withReplicas() {
  return LightApiModule.forRoot({
    database: 'postgresql://api@primary:5432/shop',
    replicas: { urls: ['postgresql://api@replica:5432/shop'], lag: 5 },
    endpoints: [Book],
  });
}
