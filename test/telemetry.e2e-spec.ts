import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Controller, Get, Module } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import { buildProgram, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { freshDatabase, serve, startNest } from './support/nest-app.js';
import { freePort } from './support/sample-process.js';
import { SERVERS } from './support/servers.js';

beforeAll(buildProgram, 180_000);

const [SQLITE] = SERVERS;
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;

  override async list(request: LightApiRequest) {
    await sleep(Number(request.headers['x-takes'] ?? 0));
    return super.list(request);
  }

  override async create(...args: Parameters<RestEndpoint['create']>) {
    if ((args[0] as { name?: unknown }).name === 'broken') throw new Error('it broke');
    return trace.getTracer('test').startActiveSpan('inside', async (span) => {
      const made = await super.create(...args);
      span.end();
      return made;
    });
  }
}

@Controller('own')
class OwnController {
  @Get()
  get() {
    return {};
  }
}

@Module({ controllers: [OwnController] })
class OwnModule {}

describe('with an SDK', () => {
  const spans = new InMemorySpanExporter();
  let measured: () => Promise<Measurement[]>;

  beforeEach(() => {
    spans.reset();
    measured = useSdk(spans);
  });

  it('a request is a span and a duration, by the template of its route', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });
    await api.post('/parts', { name: 'a' });

    await api.get('/parts/1?fields=name');

    const span = spans.getFinishedSpans().at(-1)!;
    expect([span.name, span.kind]).toEqual(['GET /parts/{id}', SpanKind.SERVER]);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/parts/{id}',
      'http.response.status_code': 200,
      'url.path': '/parts/1',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
    });
    expect(await measured()).toContainEqual({
      name: 'http.server.request.duration',
      unit: 's',
      count: 1,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/parts/{id}',
        'http.response.status_code': 200,
        'url.scheme': 'http',
      },
    });
  });

  it('what happens inside belongs to it, behind a body too, and it to its caller', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    await api.post('/parts', { name: 'a' }, { traceparent: PARENT });

    const [inside, request] = spans.getFinishedSpans();
    expect([inside?.name, request?.name]).toEqual(['inside', 'POST /parts']);
    expect(parentOf(inside)).toBe(request?.spanContext().spanId);
    expect(request?.spanContext().traceId).toBe(PARENT.split('-')[1]);
    expect(parentOf(request)).toBe(PARENT.split('-')[2]);
  });

  it.each([
    ['/nowhere', 404, 'GET'],
    ['/parts/7', 404, 'GET /parts/{id}'],
    ['/parts?fields=bogus', 400, 'GET /parts'],
    ['/readyz', 200, 'GET /readyz'],
  ])('%s is a span with its status %i', async (path, status, name) => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    await api.get(path);

    const [span] = spans.getFinishedSpans();
    expect(span).toMatchObject({ name, status: { code: SpanStatusCode.UNSET } });
    expect(span?.attributes['http.response.status_code']).toBe(status);
  });

  it('only what failed here is an error', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    await api.post('/parts', { name: 'broken' });

    const [span] = spans.getFinishedSpans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span?.attributes).toMatchObject({
      'error.type': '500',
      'http.response.status_code': 500,
    });
  });

  it('a span that other instrumentation has begun is named, and no second one made', async () => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addHook('onRequest', (_request, reply, done) => {
      const span = trace.getTracer('theirs').startSpan('GET', { kind: SpanKind.SERVER });
      reply.raw.once('finish', () => {
        span.end();
      });
      context.with(trace.setSpan(context.active(), span), done);
    });
    const api = await nest(adapter);

    await api.get('/parts/7');

    const theirs = spans.getFinishedSpans();
    expect(theirs.map(({ name }) => name)).toEqual(['GET /parts/{id}']);
    expect(theirs[0]?.attributes).toEqual({ 'http.route': '/parts/{id}' });
    expect(await measured()).toEqual([]);
  });

  it('nor a second measurement where other instrumentation does not sample', async () => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addHook('onRequest', (_request, _reply, done) => {
      const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 };
      context.with(trace.setSpanContext(context.active(), spanContext), done);
    });
    const api = await nest(adapter);

    await api.get('/parts/7');

    expect(spans.getFinishedSpans()).toEqual([]);
    expect(await measured()).toEqual([]);
  });

  it.each(['LightApi', 'Nest'])('a request of %s whose client goes away ends too', async (kind) => {
    const url =
      kind === 'Nest'
        ? await (await nest(new FastifyAdapter())).app.getUrl()
        : (await serve(SQLITE!, { endpoints: [Part] })).url;
    const signal = AbortSignal.timeout(100);

    await fetch(`${url}/parts`, { signal, headers: { 'x-takes': '200' } }).catch(() => null);

    await expect.poll(() => spans.getFinishedSpans().length).toBe(1);
    await sleep(200);
    const [span, ...others] = spans.getFinishedSpans();
    const outcome = { 'error.type': 'aborted' };
    expect([span?.name, others]).toEqual(['GET /parts', []]);
    expect(span?.attributes).toMatchObject(outcome);
    expect(span?.attributes).not.toHaveProperty('http.response.status_code');
    expect(await measured()).toMatchObject([{ count: 1, attributes: outcome }]);
  });

  it('other routes of an application are left to it', async () => {
    const api = await nest(new FastifyAdapter());

    await api.get('/own');
    await api.get('/parts');

    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /parts']);
  });
});

it('without an SDK requests have no hook for telemetry', async () => {
  const hooks: unknown[] = [];
  const adapter = new FastifyAdapter();
  adapter.getInstance().addHook('onRoute', ({ onResponse }) => {
    hooks.push(onResponse);
  });
  const api = await nest(adapter);

  expect((await api.get('/parts')).status).toBe(200);
  expect(hooks.length).toBeGreaterThan(5);
  expect(hooks.every((hook) => hook === undefined)).toBe(true);
});

it('the recipe for Prometheus gives durations by route', async () => {
  const recipe = join(import.meta.dirname, 'fixtures', 'telemetry', 'prometheus.js');
  const port = String(await freePort());
  const server = await ServerProcess.start([await configFile(BOOKS)], {
    NODE_OPTIONS: `--import=${pathToFileURL(recipe).href}`,
    METRICS_PORT: port,
  });
  await fetch(`${server.url}/books/7`);

  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  expect(metrics).toMatch(
    /^http_server_request_duration_count\{[^}]*http_request_method="GET",[^\n]*http_route="\/books\/\{id\}"[^\n]* 1$/m,
  );
  const guide = readFileSync(join(GUIDES, 'observability.md'), 'utf8');
  expect(guide).toContain(readFileSync(recipe, 'utf8').trim());
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});

const GUIDES = join(import.meta.dirname, '..', 'docs', 'guide');

const BOOKS = `
database_url: "sqlite::memory:"
endpoints:
  - route: /books
    fields: { title: { type: str } }
`;

async function nest(adapter: FastifyAdapter) {
  const database = await freshDatabase();
  const root = LightApiModule.forRoot({ database, endpoints: [Part] });
  return startNest({ imports: [root, OwnModule] }, { adapter });
}

interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  readonly attributes: object;
}

/** Registers a real SDK that keeps what it gets, until the test ends; gives what was measured. */
function useSdk(spans: InMemorySpanExporter): () => Promise<Measurement[]> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(meters);
  onTestFinished(async () => {
    for (const part of [context, propagation, trace, metrics]) part.disable();
    await meters.shutdown();
  });
  return async () => {
    await meters.forceFlush();
    return exporter.getMetrics().flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) =>
        scope.metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            name: descriptor.name,
            unit: descriptor.unit,
            count: (value as Histogram).count,
            attributes,
          })),
        ),
      ),
    );
  };
}

function parentOf(span: ReadableSpan | undefined): string | undefined {
  return span?.parentSpanContext?.spanId;
}
