import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import {
  Endpoint,
  EndpointService,
  Field,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from 'nestjs-lightapi';

import { Mail } from './in-the-process.js';

@Endpoint('/orders')
export class Order extends RestEndpoint {
  constructor(
    private readonly transactions: Transactions,
    @InjectQueue('mail') private readonly queue: Queue,
  ) {
    super();
  }

  @Field() email!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    return this.transactions.run(async () => {
      const order = await super.create(data, request);
      const retry = { attempts: 5, backoff: { type: 'exponential', delay: 200 } };
      await this.queue.add('confirm', { id: order.id }, retry);
      return order;
    });
  }
}

@Processor('mail')
export class MailWorker extends WorkerHost {
  constructor(
    @InjectEndpoint(Order) private readonly orders: EndpointService<Order>,
    private readonly mail: Mail,
  ) {
    super();
  }

  async process({ data }: Job<{ id: number }>): Promise<void> {
    const order = await this.orders.retrieve(data.id);
    await this.mail.confirm(order.email);
  }
}

@Module({
  imports: [
    BullModule.forRoot({ connection: { host: 'localhost', port: 6379 } }),
    LightApiModule.forRoot({
      endpoints: [Order],
      imports: [BullModule.registerQueue({ name: 'mail' })],
    }),
  ],
  providers: [MailWorker, Mail],
})
export class AppModule {}
