import { IsEmail } from 'class-validator';
import {
  Endpoint,
  EndpointService,
  Field,
  InjectEndpoint,
  type LightApiRequest,
  MalformedRequestError,
  type RequestBody,
  RestEndpoint,
  VersionConflictError,
} from 'nestjs-lightapi';

@Endpoint('/customers', {
  methods: ['GET', 'POST', 'PATCH'],
  table: 'clients',
  primaryKey: 'uuid',
})
export class Customer extends RestEndpoint {
  @Field({ maxLength: 100 })
  name!: string;

  @IsEmail()
  @Field({ unique: true })
  email!: string;

  @Field({ type: 'enum', values: ['new', 'regular'], default: 'new' })
  kind?: string;
}

@Endpoint('/parcels')
export class Parcel extends RestEndpoint {
  @Field() weight!: number;
  @Field({ type: 'json', optional: true }) labels?: object | null;
  @Field({ exclude: true }) protected cost!: number;

  override create(data: RequestBody, request: LightApiRequest) {
    if (request.headers['x-depot'] === undefined)
      throw new MalformedRequestError('x-depot: which depot is it?');
    return super.create(data, request);
  }

  override async list(request: LightApiRequest) {
    const page = await super.list(request);
    return { ...page, weight: page.results.reduce((sum, { weight }) => sum + weight, 0) };
  }
}

export class Scales {
  constructor(@InjectEndpoint(Parcel) private readonly parcels: EndpointService<Parcel>) {}

  async weigh(id: number, weight: number) {
    for (let attempt = 0; ; attempt++) {
      const { version } = await this.parcels.retrieve(id);
      try {
        return await this.parcels.update(id, { weight, version }, { partial: true });
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === 2) throw error;
      }
    }
  }
}
