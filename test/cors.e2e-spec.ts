import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  JWTAuthentication,
  lightApiFastifyOptions,
  LightApiModule,
  type LightApiModuleOptions,
  RestEndpoint,
} from '../lib/index.js';
import { freshDatabase, serve, startNest, startProblems } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { SECRET } from './support/tokens.js';

const [SQLITE] = SERVERS;
const ORIGIN = 'https://app.example.com';
const PREFLIGHT = {
  'access-control-request-method': 'PATCH',
  'access-control-request-headers': 'if-match,authorization,content-type',
};

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/secrets', { authentication: { backend: JWTAuthentication } })
class Secret extends RestEndpoint {
  @Field()
  text!: string;
}

/** A server of ours, and a Nest application: they behave alike. */
const APPLICATIONS = [
  { kind: 'a server of LightApi', start: (options: object) => start(options) },
  { kind: 'a Nest application', start: (options: object) => startInNest(options) },
];

describe.each(APPLICATIONS)('corsOrigins of $kind', ({ start }) => {
  it.each([
    ['an answer', 'GET', '/books', 200],
    ['a refusal', 'GET', '/secrets', 401],
    ['a missing row', 'GET', '/books/9', 404],
    ['a missing verb', 'DELETE', '/books', 405],
    ['a missing route', 'GET', '/nowhere', 404],
    ['a limit', 'GET', '/limited', 429],
    ['a path that is not percent-encoded', 'GET', '/books/%zz', 400],
  ])('let scripts of a listed origin read %s', async (_what, method, path, status) => {
    const api = await start({ endpoints: [Book, Secret, limited()] });
    if (path === '/limited') await api.get(path);

    const answer = await api.send(method, path, { headers: { origin: ORIGIN } });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/i);
  });

  it('let them read the headers of the contract', async () => {
    const api = await start({});

    const { headers } = await api.get('/books', { origin: ORIGIN });

    expect(headers.get('access-control-expose-headers')!.split(', ')).toEqual(
      expect.arrayContaining([
        'ETag',
        'Link',
        'Location',
        'Retry-After',
        'X-Request-Id',
        'Cache-Status',
        'Age',
      ]),
    );
  });

  it.each(['/books', '/secrets/1', '/auth/login', '/secrets/%zz'])(
    'allow every verb of %s ahead',
    async (path) => {
      const api = await start({});

      const answer = await api.send('OPTIONS', path, { headers: { origin: ORIGIN, ...PREFLIGHT } });

      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(answer.headers.get('access-control-allow-methods')).toBe(
        'GET, HEAD, POST, PUT, PATCH, DELETE',
      );
      expect(answer.headers.get('access-control-allow-headers')).toBe(
        'if-match,authorization,content-type',
      );
      expect(answer.headers.get('access-control-max-age')).toBe('600');
    },
  );

  it('leave any other OPTIONS to the resource', async () => {
    const api = await start({});

    const answer = await api.send('OPTIONS', '/books', { headers: { origin: ORIGIN } });

    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });
});

describe('an origin that is not listed', () => {
  it.each([
    'https://evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.evil.example',
    'https://evil.app.example.com',
    'https://evilapp.example.com',
    'https://app.example.co',
    'https://app.example.com/',
    'https://app.example.com.',
    'https://APP.example.com',
    'https://user@app.example.com',
    'https://app.example.com,https://evil.example',
    `${ORIGIN} https://evil.example`,
    'null',
    '*',
    'app.example.com',
  ])('is told nothing: %s', async (origin) => {
    const api = await start({});

    const answers = await Promise.all([
      api.get('/books', { origin }),
      api.get('/books/9', { origin }),
      api.get('/books/%zz', { origin }),
      api.send('OPTIONS', '/books/%zz', { headers: { origin, ...PREFLIGHT } }),
      api.send('OPTIONS', '/books', { headers: { origin, ...PREFLIGHT } }),
    ]);

    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers.get('vary')).toMatch(/\bOrigin\b/i);
    }
  });
});

describe('corsOrigins of everybody', () => {
  it.each(['/books', '/books/%zz'])('never come with credentials: %s', async (path) => {
    const api = await start({ corsOrigins: ['*', ORIGIN] });

    const { headers } = await api.get(path, { origin: 'https://anybody.example' });

    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });
});

describe('corsOrigins that are none', () => {
  it.each(['app.example.com', 'https://app.example.com/', 'https://*.example.com', '', 3, null])(
    'stop the start: %j',
    async (origin) => {
      const problems = await startProblems({
        endpoints: [Book],
        corsOrigins: [origin as string],
      });

      expect(problems[0]).toMatch(/^LightApiModule: 'corsOrigins' has /);
    },
  );

  it('are not sent where the option is left out', async () => {
    const api = await serve(SQLITE!, { endpoints: [Book] });

    const { headers } = await api.get('/books', { origin: ORIGIN });

    expect(headers.has('access-control-allow-origin')).toBe(false);
  });
});

function defaults(): LightApiModuleOptions {
  return {
    endpoints: [Book, Secret],
    jwt: { secret: SECRET },
    auth: { loginValidator: () => null },
    corsOrigins: [ORIGIN, 'capacitor://localhost'],
  };
}

function start(options: LightApiModuleOptions) {
  return serve(SQLITE!, { ...defaults(), ...options });
}

async function startInNest(options: LightApiModuleOptions) {
  const database = await freshDatabase();
  return startNest(
    { imports: [LightApiModule.forRoot({ database, ...defaults(), ...options })] },
    { adapter: new FastifyAdapter(lightApiFastifyOptions()) },
  );
}

function limited() {
  @Endpoint('/limited', { throttle: { requestsPerMinute: 1 } })
  class Limited extends RestEndpoint {
    @Field()
    title!: string;
  }
  return Limited;
}
