import {
  Endpoint,
  Field,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from 'nestjs-lightapi';

import { Book } from './3-questions.js';

@Endpoint('/reviews', { filtering: { fields: ['book_id'] } })
export class Review extends RestEndpoint {
  @Field({ foreignKey: () => Book })
  book_id!: number;

  @Field({ ge: 1, le: 5 })
  stars!: number;

  @Field({ type: 'string', optional: true })
  author?: string | null;

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, author: request.headers['x-user'] }, request);
  }
}
