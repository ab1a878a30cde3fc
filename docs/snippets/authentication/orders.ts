import {
  Endpoint,
  Field,
  IsAdminUser,
  IsAuthenticated,
  JWTAuthentication,
  RestEndpoint,
} from 'nestjs-lightapi';

@Endpoint('/orders', {
  authentication: {
    backend: JWTAuthentication,
    permission: { GET: IsAuthenticated, DELETE: IsAdminUser },
  },
})
export class Order extends RestEndpoint {
  @Field() owner!: string;
}
