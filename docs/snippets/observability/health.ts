import { Controller, Get, Injectable } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import {
  LightApiCacheIndicator,
  LightApiDatabaseIndicator,
  ReadinessChecks,
} from 'nestjs-lightapi';

@Injectable()
export class Queue {
  connected = false;

  isConnected(): Promise<boolean> {
    return Promise.resolve(this.connected);
  }
}

@Injectable()
export class QueueReadiness {
  constructor(checks: ReadinessChecks, queue: Queue) {
    checks.add({ name: 'queue', isRequired: false, check: () => queue.isConnected() });
  }
}

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: LightApiDatabaseIndicator,
    private readonly cache: LightApiCacheIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([
      () => this.database.pingCheck('database', { timeout: 500 }),
      () => this.cache.pingCheck('cache'),
    ]);
  }
}
