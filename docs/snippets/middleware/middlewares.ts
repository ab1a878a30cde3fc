import { Injectable } from '@nestjs/common';
import {
  type LightApiRequest,
  Middleware,
  type MiddlewareResponse,
  respond,
} from 'nestjs-lightapi';

@Injectable()
export class Switches {
  closed = false;

  isClosed(): Promise<boolean> {
    return Promise.resolve(this.closed);
  }
}

@Injectable()
export class Maintenance extends Middleware {
  constructor(private readonly switches: Switches) {
    super();
  }

  async process(_request: LightApiRequest, response: MiddlewareResponse | null) {
    if (response !== null) {
      response.headers.set('x-served-by', 'lightapi');
      return undefined;
    }
    if (await this.switches.isClosed())
      return respond(503, { detail: 'closed for an hour' }, { 'retry-after': '3600' });
    return undefined;
  }
}

@Injectable()
export class Timing extends Middleware {
  private readonly begun = new WeakMap<LightApiRequest, number>();

  process(request: LightApiRequest, response: MiddlewareResponse | null) {
    if (response === null) this.begun.set(request, performance.now());
    else {
      const took = performance.now() - (this.begun.get(request) ?? NaN);
      response.headers.set('server-timing', `app;dur=${took.toFixed(1)}`);
    }
  }
}

@Injectable()
export class Audit extends Middleware {
  readonly lines: string[] = [];

  process(request: LightApiRequest, response: MiddlewareResponse | null) {
    if (response !== null) this.lines.push(`${request.method} ${response.status}`);
  }
}
