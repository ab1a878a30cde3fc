import type { Attributes, Context, Histogram, Tracer } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Notes } from '../request/notes.js';
import type { OpenTelemetryApi } from './open-telemetry.js';

/** Under this name SDKs know what is ours. */
const SCOPE = 'nestjs-lightapi';

/** The `error.type` of a request whose client went away before it was answered. */
const ABORTED = 'aborted';

/** A request that we have a span for. */
interface Measured {
  readonly context: Context;
  readonly reply: FastifyReply;
}

/** Seconds. @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

type Api = NonNullable<OpenTelemetryApi['api']>;

/**
 * A span and a measured duration for each request, by the template of its route, for the SDK that
 * the application has registered.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/
 */
export class RequestTelemetry {
  private readonly measured = new Notes<FastifyRequest, Measured>();
  private readonly tracer: Tracer;
  private readonly duration: Histogram;

  private constructor(private readonly api: Api) {
    this.tracer = api.trace.getTracer(SCOPE);
    this.duration = api.metrics.getMeter(SCOPE).createHistogram('http.server.request.duration', {
      description: 'Duration of HTTP server requests.',
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS },
    });
  }

  /** @returns `undefined` where no SDK is registered by now: requests do not pay for it then */
  static of({ api }: OpenTelemetryApi): RequestTelemetry | undefined {
    return api !== undefined && hasSdk(api) ? new RequestTelemetry(api) : undefined;
  }

  /**
   * Runs `work` as part of the request's span. Where instrumentation of the application's own has
   * begun one, that is named by the route, and nothing of ours is added, whether it is sampled or
   * not.
   */
  begin(request: FastifyRequest, reply: FastifyReply, work: () => void): void {
    const { context, propagation, trace, SpanKind } = this.api;
    const other = trace.getActiveSpan();
    if (other !== undefined && other.spanContext().isRemote !== true) {
      other.updateName(nameOf(request)).setAttributes(routeOf(request));
      work();
      return;
    }
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = {
      ...this.shared(request),
      'url.path': request.url.split('?', 1)[0] ?? '',
      'network.protocol.version': request.raw.httpVersion,
    };
    const span = this.tracer.startSpan(
      nameOf(request),
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    const own = trace.setSpan(parent, span);
    this.measured.set(request, { context: own, reply });
    context.with(own, work);
  }

  /** Goes on with the request's span, which is lost where a body has been waited for. */
  resume(request: FastifyRequest, work: () => void): void {
    const own = this.measured.get(request);
    if (own === undefined) work();
    else this.api.context.with(own.context, work);
  }

  /** The request has been answered. */
  end(request: FastifyRequest, { statusCode }: FastifyReply): void {
    this.finish(request, {
      'http.response.status_code': statusCode,
      ...(statusCode >= 500 && { 'error.type': String(statusCode) }),
    });
  }

  /** Its client is gone, so that it never will be. */
  abort(request: FastifyRequest): void {
    this.finish(request, { 'error.type': ABORTED });
  }

  private finish(request: FastifyRequest, outcome: Attributes): void {
    const own = this.measured.get(request);
    if (own === undefined) return;
    this.measured.delete(request);
    const { context, reply } = own;
    const span = this.api.trace.getSpan(context)?.setAttributes(outcome);
    if ('error.type' in outcome) span?.setStatus({ code: this.api.SpanStatusCode.ERROR });
    span?.end();
    const attributes = { ...this.shared(request), ...outcome };
    this.duration.record(reply.elapsedTime / 1000, attributes, context);
  }

  /** What the span and the measurement have in common. */
  private shared(request: FastifyRequest): Attributes {
    return {
      'http.request.method': request.method,
      'url.scheme': request.protocol,
      ...routeOf(request),
    };
  }
}

/** `GET /books/{id}`; the verb alone where no route serves the path. */
function nameOf(request: FastifyRequest): string {
  const { 'http.route': route } = routeOf(request);
  return route === undefined ? request.method : `${request.method} ${route}`;
}

function routeOf({ routeOptions: { url } }: FastifyRequest): { 'http.route'?: string } {
  return url === undefined ? {} : { 'http.route': url.replace(/:(\w+)/g, '{$1}') };
}

/** The API itself hands out tracers and meters that do nothing until an SDK is registered. */
function hasSdk({ trace, metrics, ProxyTracerProvider, createNoopMeter }: Api): boolean {
  const tracers = trace.getTracerProvider();
  const traces =
    tracers instanceof ProxyTracerProvider && tracers.getDelegateTracer(SCOPE) !== undefined;
  return traces || metrics.getMeterProvider().getMeter(SCOPE) !== createNoopMeter();
}
