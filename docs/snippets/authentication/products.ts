import { AllowAny, Endpoint, Field, IsAdminUser, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/products', {
  methods: {
    GET: { authentication: { permission: AllowAny } },
    POST: {},
    DELETE: { authentication: { permission: IsAdminUser } },
  },
})
export class Product extends RestEndpoint {
  @Field() name!: string;
}
