import { randomUUID } from 'node:crypto';

import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { expect, it, vi } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import { startNest } from './support/nest-app.js';
import { REDIS } from './support/redis.js';

const { hostname: host, port } = new URL(REDIS.url);

@Injectable()
class Mail {
  readonly confirmed: string[] = [];

  confirm(email: string): Promise<void> {
    this.confirmed.push(email);
    return Promise.resolve();
  }
}

// What follows is the guide's.
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

it.skipIf(REDIS.missing)(
  `work that must survive is a job of BullMQ${REDIS.missing ? ` (${REDIS.missing})` : ''}`,
  async () => {
    const mailQueue = BullModule.registerQueue({ name: 'mail' });
    @Module({
      imports: [
        BullModule.forRoot({
          connection: { host, port: Number(port) },
          prefix: `lightapi-test-${randomUUID()}`,
        }),
        LightApiModule.forRoot({
          database: 'sqlite::memory:',
          endpoints: [Order],
          imports: [mailQueue],
        }),
      ],
      providers: [MailWorker, Mail],
    })
    class AppModule {}
    const api = await startNest({ imports: [AppModule, mailQueue] });

    const answer = await api.post('/orders', { email: 'ann@example.com' });

    expect(answer.status).toBe(201);
    await vi.waitFor(() => {
      expect(api.app.get(Mail).confirmed).toEqual(['ann@example.com']);
    }, 5000);
    await api.app.get<Queue>('BullQueue_mail').obliterate({ force: true });
  },
);
