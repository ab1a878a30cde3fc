import {
  Endpoint,
  Field,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from 'nestjs-lightapi';

import { isAdmin, nameOf } from './caller.js';

/** Each user's own; an admin sees all. */
@Endpoint('/notes')
export class Note extends RestEndpoint {
  @Field()
  owner!: string;

  @Field({ type: 'text', minLength: 1 })
  text!: string;

  /** Holds for every verb: somebody else's note is a 404, as if it were not there. */
  override scope(request: LightApiRequest) {
    return isAdmin(request) ? undefined : { owner: nameOf(request) };
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, owner: nameOf(request) }, request);
  }
}
