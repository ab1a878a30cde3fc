import { Endpoint, Field, IsAdminUser, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/artists', { reflect: true, table: 'Artist' })
export class Artist extends RestEndpoint {
  @Field({ minLength: 2, pattern: /^\p{L}/u })
  Name!: string;

  @Field({ optional: false })
  Country!: string;

  @Field({ read: IsAdminUser })
  Salary?: string | null;

  @Field({ exclude: true })
  protected Password!: string;
}
