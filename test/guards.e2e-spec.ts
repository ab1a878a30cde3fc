import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  Module,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';

import {
  BasicAuthentication,
  Endpoint,
  Field,
  IS_PUBLIC_KEY,
  IsAdminUser,
  JWTAuthentication,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiRequest,
  Permission,
  Public,
  RestEndpoint,
} from '../lib/index.js';
import { freshDatabase, startNest } from './support/nest-app.js';
import { basic, bearer, SECRET, signed } from './support/tokens.js';

describe(`the application's own guards`, () => {
  it('are asked after ours, and see the user', async () => {
    const seen: unknown[] = [];
    class Own implements CanActivate {
      canActivate(context: ExecutionContext) {
        seen.push(context.switchToHttp().getRequest<LightApiRequest>().user);
        return true;
      }
    }
    @UseGuards(Own)
    @Endpoint('/books', { guards: [Own], authentication: { backend: JWTAuthentication } })
    class Book extends RestEndpoint {
      @Field()
      title!: string;
    }
    const api = await start({ endpoints: [Book] });

    const stranger = await api.get('/books');
    const known = await api.get('/books', bearer(await signed({ sub: 'eve' })));

    expect([stranger.status, known.status]).toEqual([401, 200]);
    expect(seen).toEqual([{ sub: 'eve' }, { sub: 'eve' }]);
  });

  it('may refuse what ours allow', async () => {
    class Refusing implements CanActivate {
      canActivate(): never {
        throw new ForbiddenException('closed on Sundays');
      }
    }
    @Endpoint('/books', { guards: [Refusing], authentication: { backend: JWTAuthentication } })
    class Book extends RestEndpoint {
      @Field()
      title!: string;
    }
    const api = await start({ endpoints: [Book] });

    const answer = await api.get('/books', bearer(await signed({})));

    expect([answer.status, answer.json]).toEqual([403, { detail: 'closed on Sundays' }]);
  });

  it('learn from @Public() which endpoints are none of theirs', async () => {
    @Injectable()
    class Global implements CanActivate {
      constructor(private readonly reflector: Reflector) {}

      canActivate(context: ExecutionContext): boolean {
        const targets = [context.getHandler(), context.getClass()];
        return (
          this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC_KEY, targets) ?? false
        );
      }
    }
    @Public()
    @Endpoint('/open')
    class Open extends RestEndpoint {
      @Field()
      title!: string;
    }
    @Endpoint('/closed')
    class Closed extends RestEndpoint {
      @Field()
      title!: string;
    }
    const auth = { loginValidator: () => ({ sub: 'eve' }) };
    const api = await start({ endpoints: [Open, Closed], auth }, [
      { provide: APP_GUARD, useClass: Global },
    ]);

    const answers = await Promise.all([
      api.get('/open'),
      api.get('/closed'),
      api.post('/auth/login', { username: 'eve', password: 'x' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
  });
});

describe('an endpoint of a feature module', () => {
  it(`has the root's defaults, and permissions with its own providers`, async () => {
    @Injectable()
    class Members {
      includes(name: unknown) {
        return name === 'eve';
      }
    }
    @Injectable()
    class IsMember extends Permission {
      constructor(private readonly members: Members) {
        super();
      }

      hasPermission({ user }: LightApiRequest) {
        return this.members.includes((user as { sub?: string }).sub);
      }
    }
    @Endpoint('/club', { authentication: { permission: IsMember } })
    class Club extends RestEndpoint {
      @Field()
      name!: string;
    }
    @Module({ imports: [LightApiModule.forFeature([Club], { providers: [Members] })] })
    class ClubModule {}
    const authentication = { backend: JWTAuthentication };
    const api = await start({ endpoints: [], authentication }, [], [ClubModule]);

    const statuses = await Promise.all(
      [{}, bearer(await signed({ sub: 'ada' })), bearer(await signed({ sub: 'eve' }))].map(
        async (headers) => (await api.get('/club', headers)).status,
      ),
    );

    expect(statuses).toEqual([401, 403, 200]);
  });
});

describe('a backend of one verb', () => {
  it('is asked for that verb alone (7.9 of the seed)', async () => {
    @Endpoint('/books', {
      methods: { GET: {}, POST: { authentication: { backend: BasicAuthentication } } },
      authentication: { backend: JWTAuthentication },
    })
    class Book extends RestEndpoint {
      @Field()
      title!: string;
    }
    const auth = { loginValidator: () => ({ sub: 'eve' }) };
    const api = await start({ endpoints: [Book], auth });
    const token = bearer(await signed({}));

    const reads = [await api.get('/books', token), await api.get('/books', basic('eve', 'x'))];
    const writes = [
      await api.post('/books', { title: 'Emma' }, token),
      await api.post('/books', { title: 'Emma' }, basic('eve', 'x')),
    ];

    expect(reads.map(({ status }) => status)).toEqual([200, 401]);
    expect(writes.map(({ status }) => status)).toEqual([401, 201]);
    expect(writes[0]!.headers.get('www-authenticate')).toMatch(/^Basic /);
  });
});

describe('a permission that the application provides', () => {
  it('is the instance that is asked, so that a test can put another in its place', async () => {
    @Endpoint('/books', {
      authentication: { backend: JWTAuthentication, permission: IsAdminUser },
    })
    class Book extends RestEndpoint {
      @Field()
      title!: string;
    }
    const database = await freshDatabase();
    const options = { database, endpoints: [Book], jwt: { secret: SECRET } };
    const api = await startNest(
      { imports: [LightApiModule.forRoot(options)], providers: [IsAdminUser] },
      {
        override: (builder) =>
          builder.overrideProvider(IsAdminUser).useValue({ hasPermission: () => true }),
      },
    );

    expect((await api.get('/books', bearer(await signed({})))).status).toBe(200);
  });
});

describe('a route with a Fastify configuration of its own', () => {
  const seen: unknown[] = [];

  @Endpoint('/books', { authentication: { backend: JWTAuthentication } })
  class Book extends RestEndpoint {
    @Field()
    title!: string;

    @RouteConfig({ rawBody: true, lightApi: {} })
    override list(request: LightApiRequest) {
      seen.push(request.routeOptions.config);
      return super.list(request);
    }

    @RouteConfig({ colour: 'red' })
    override get(request: LightApiRequest) {
      return super.get(request);
    }
  }

  it('is guarded as all others, and keeps that configuration', async () => {
    const api = await start({ endpoints: [Book] });

    const stranger = await api.get('/books');
    const known = await api.get('/books', bearer(await signed({ sub: 'eve' })));

    expect([stranger.status, known.status]).toEqual([401, 200]);
    expect(seen).toEqual([expect.objectContaining({ rawBody: true, colour: 'red' })]);
  });

  it('is closed where something has taken away what its guard goes by', async () => {
    const database = await freshDatabase();
    const options = { database, endpoints: [Book], jwt: { secret: SECRET } };
    const api = await startNest(
      { imports: [LightApiModule.forRoot(options)] },
      {
        prepare: (app) =>
          app
            .getHttpAdapter()
            .getInstance()
            .addHook('onRoute', (route) => {
              route.config = {};
            }),
      },
    );

    expect((await api.get('/books')).status).toBe(500);
  });
});

async function start(
  options: LightApiModuleOptions,
  providers: NonNullable<Parameters<typeof startNest>[0]['providers']> = [],
  modules: NonNullable<Parameters<typeof startNest>[0]['imports']> = [],
) {
  const database = await freshDatabase();
  const root = LightApiModule.forRoot({ database, jwt: { secret: SECRET }, ...options });
  return startNest({ imports: [root, ...modules], providers });
}
