import { randomUUID } from 'node:crypto';

import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { expect, it, vi } from 'vitest';

import { MailWorker, Order } from '../docs/snippets/background-work/in-a-queue.js';
import { Mail } from '../docs/snippets/background-work/in-the-process.js';
import { LightApiModule } from '../lib/index.js';
import { startNest } from './support/nest-app.js';
import { REDIS } from './support/redis.js';

const { hostname: host, port } = new URL(REDIS.url);

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
      expect(api.app.get(Mail).sent).toEqual(['ann@example.com']);
    }, 5000);
    await api.app.get<Queue>('BullQueue_mail').obliterate({ force: true });
  },
);
