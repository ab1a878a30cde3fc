import { Endpoint, Field, IsAdminUser, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/employees')
export class Employee extends RestEndpoint {
  @Field({ read: IsAdminUser, write: IsAdminUser, default: 100 })
  salary!: number;

  @Field({ optional: true, type: 'int', write: IsAdminUser })
  rank?: number | null;
}
