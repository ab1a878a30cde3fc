import { Endpoint, Field, RestEndpoint, Serializer } from 'nestjs-lightapi';

export class PublicSerializer extends Serializer {
  override read = ['id', 'name', 'created_at'];
  override write = ['id', 'name'];
}

@Endpoint('/authors', { serializer: PublicSerializer })
export class Author extends RestEndpoint {
  @Field() name!: string;
  @Field() email!: string;
}
