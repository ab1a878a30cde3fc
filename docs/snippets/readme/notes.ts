import {
  Endpoint,
  Field,
  IsAdminUser,
  JWTAuthentication,
  LightApi,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from 'nestjs-lightapi';

@Endpoint('/notes')
export class Note extends RestEndpoint {
  @Field() owner!: string;
  @Field({ type: 'text' }) text!: string;

  override scope(request: LightApiRequest) {
    return { owner: request.headers['x-user'] as string };
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, owner: request.headers['x-user'] }, request);
  }
}

export function main() {
  return LightApi.run({
    endpoints: [Note],
    authentication: { backend: JWTAuthentication, permission: { DELETE: IsAdminUser } },
  });
}
