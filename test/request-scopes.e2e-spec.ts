import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  Scope,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  Field,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import { startNest } from './support/nest-app.js';

@Injectable({ scope: Scope.REQUEST })
class TimingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle();
  }
}

@Injectable()
class AskingGuard implements CanActivate {
  constructor(@Inject(REQUEST) readonly request: unknown) {}

  canActivate() {
    return true;
  }
}

@Injectable({ scope: Scope.REQUEST })
class Clock {}

@Injectable()
class Calendar {
  constructor(@Inject(Clock) readonly clock: Clock) {}
}

@UseInterceptors(TimingInterceptor)
@Endpoint('/timed')
class Timed extends RestEndpoint {
  @Field() name!: string;
}

@Endpoint('/asked')
class Asked extends RestEndpoint {
  @Field() name!: string;

  @UseGuards(AskingGuard)
  override list(request: LightApiRequest) {
    return super.list(request);
  }
}

@Endpoint('/dated')
class Dated extends RestEndpoint {
  @Field() name!: string;

  @Inject(Calendar)
  protected readonly calendar!: Calendar;
}

@Injectable({ scope: Scope.REQUEST })
@Endpoint('/anew')
class Anew extends RestEndpoint {
  @Field() name!: string;
}

describe('what would make an endpoint anew for each request', () => {
  const cases: readonly (readonly [string, EndpointClass, string])[] = [
    ['an interceptor of its class', Timed, 'Timed -> the interceptor TimingInterceptor'],
    ['what a guard of a hook injects', Asked, 'Asked -> the guard AskingGuard -> REQUEST'],
    ['what a provider injects', Dated, 'Dated -> Calendar -> Clock'],
    ['its own scope', Anew, 'Anew'],
  ];

  it.each(cases)('is named at start: %s', async (_cause, endpoint, way) => {
    await expect(start(endpoint)).rejects.toThrow(
      `${endpoint.name} would be made anew for each request, without what guards it: ${way} is request-scoped. Take away that scope; hooks`,
    );
  });

  it('is told of all endpoints at once, those of features among them', async () => {
    await expect(start(Timed, [Asked])).rejects.toThrow(/Timed would.*\n?.*Asked would/s);
  });

  function start(endpoint: EndpointClass, featured: readonly Type<RestEndpoint>[] = []) {
    const providers = [Clock, Calendar];
    const database = 'sqlite::memory:';
    return startNest({
      imports: [
        LightApiModule.forRoot({ database, endpoints: [endpoint], providers }),
        LightApiModule.forFeature([...featured]),
      ],
    });
  }
});
