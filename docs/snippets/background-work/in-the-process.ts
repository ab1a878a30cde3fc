import { Injectable } from '@nestjs/common';
import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from 'nestjs-lightapi';

@Injectable()
export class Mail {
  readonly sent: string[] = [];

  confirm(email: string): Promise<void> {
    this.sent.push(email);
    return Promise.resolve();
  }
}

@Endpoint('/orders')
export class Order extends RestEndpoint {
  constructor(private readonly mail: Mail) {
    super();
  }

  @Field() email!: string;

  override async create(data: RequestBody, request: LightApiRequest) {
    const order = await super.create(data, request);
    this.background((email: string) => this.mail.confirm(email), order.email);
    return order;
  }
}

export function waitingLonger() {
  return LightApiModule.forRoot({ endpoints: [Order], backgroundTimeout: 30_000 });
}
