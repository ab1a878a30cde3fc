import { importPath } from '../source/project-files.js';
import type { EndpointNames } from './endpoint-names.js';
import type { Sample } from './field-kind.interface.js';
import type { FieldRequest } from './field.parser.js';

/** A test for vitest and jest alike: both have `describe`, `it` and `expect` in new applications. */
export function endpointTestSource(names: EndpointNames, fields: FieldRequest[]): string {
  const { className, route, file, test } = names;
  return `import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { LightApiModule, lightApiFastifyOptions } from 'nestjs-lightapi';

import { ${className} } from '${importPath(test, file)}';

describe('${route}', () => {
  const sent = ${sampleSource(fields)};
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [
        LightApiModule.forRoot({
          database: 'sqlite::memory:',
          endpoints: [${className}],
        }),
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter(lightApiFastifyOptions()),
    );
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  function post(payload: object) {
    return app.inject({ method: 'POST', url: '${route}', payload });
  }

  it('stores what was sent', async () => {
    const created = await post(sent);
    const found = await app.inject(String(created.headers.location));

    expect(created.statusCode).toBe(201);
    expect(found.statusCode).toBe(200);
    expect(found.json()).toMatchObject(sent);
  });
${refusalSource(fields)}
  it('refuses a change that comes too late', async () => {
    const { id } = (await post(sent)).json<{ id: number }>();
    const change = {
      method: 'PUT' as const,
      url: \`${route}/\${id}\`,
      payload: { ...sent, version: 1 },
    };

    expect((await app.inject(change)).statusCode).toBe(200);
    expect((await app.inject(change)).statusCode).toBe(409);
  });
});
`;
}

function refusalSource(fields: FieldRequest[]): string {
  const required = fields.find(({ isOptional }) => !isOptional);
  if (required === undefined) return '';
  return `
  it('refuses one without ${required.name}', async () => {
    const refused = await post({ ...sent, ${required.name}: undefined });

    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('${required.name}');
  });
`;
}

function sampleSource(fields: FieldRequest[]): string {
  const members = fields.map((field) => `    ${field.name}: ${literal(sampleOf(field))},`);
  return `{\n${members.join('\n')}\n  }`;
}

function sampleOf({ kind, argument }: FieldRequest): Sample {
  return argument === undefined ? kind.sample : (kind.sampleOf?.(argument) ?? kind.sample);
}

function literal(value: Sample): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).map(([name, text]) => `${name}: '${text}'`);
  return `{ ${members.join(', ')} }`;
}
