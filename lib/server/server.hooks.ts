import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

import { declarationOf } from '../declare/endpoint.decorator.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { marksOf, requestMarks } from '../guard/route-marks.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { LIGHT_API_SERVER } from '../options/light-api.tokens.js';
import { isSafe, ReplicaReads } from '../request/replica-reads.js';
import { adoptedRequestId, REQUEST_ID_HEADER } from '../request/request-id.js';
import { currentRequest, type RequestScope, runInRequest } from '../request/request-scope.js';
import { rememberAnswers } from '../respond/answered-requests.js';
import { refuseOddities } from '../respond/raw-error.js';
import { closeConnectionsInStages } from '../respond/staged-close.js';
import { GracefulClosing } from '../route/graceful-closing.js';
import { requireOneHost } from '../route/one-host.js';
import { OtherVerbs } from '../route/other-verbs.js';
import { RouteSurroundings } from '../route/route-surroundings.js';
import { OPEN_TELEMETRY, type OpenTelemetryApi } from '../telemetry/open-telemetry.js';
import { RequestTelemetry } from '../telemetry/request-telemetry.js';
import { forEachServer } from './listening-servers.js';
import { RequestGate } from './request-gate.js';

type Done = (error?: Error) => void;

const SCOPE = Symbol('lightapi:scope');

/** A request that has entered. */
interface EnteredRequest {
  [SCOPE]?: RequestScope;
}

/** What all writes ask, to the gate. */
const WRITE = '';

/** So many different reads of a turn are better off apart where the database works beside us. */
const FEW = 3;

/** Answers of guards, which have let nothing be written. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * What surrounds the requests of a Fastify: an id, telemetry, the choice of a database to read
 * from, and a decent end. In a server of `LightApi` that is every request, elsewhere those to
 * routes of ours; where there are replicas, others are followed for what they write.
 */
@Injectable()
export class ServerHooks implements BeforeApplicationShutdown {
  private readonly replicas: ReplicaReads | undefined;
  private telemetry: RequestTelemetry | undefined;
  private closing: GracefulClosing | undefined;
  private readonly gate: RequestGate;

  constructor(
    @Inject(RouteSurroundings) private readonly surroundings: RouteSurroundings,
    @Inject(LightApiEngine) private readonly engine: LightApiEngine,
    @Inject(OPEN_TELEMETRY) private readonly openTelemetry: OpenTelemetryApi,
    @Optional() @Inject(LIGHT_API_SERVER) private readonly isOwn = false,
  ) {
    this.replicas = engine.replicaReads;
    this.gate = new RequestGate(DIALECT_FACTS[engine.dialect].isInProcess ? 1 : FEW);
  }

  /** Before routes are made. */
  attach(server: FastifyInstance): void {
    const closing = new GracefulClosing(server);
    this.closing = closing;
    forEachServer(server, (each) => {
      closing.watch(each);
      rememberAnswers(each);
      closeConnectionsInStages(each);
      if (this.isOwn) refuseOddities(each);
    });
    // Before anything is closed that it may need: Nest's own hooks of a shutdown come later.
    server.addHook('onClose', () => this.engine.drain());
    this.telemetry = RequestTelemetry.of(this.openTelemetry);
    this.surroundings.attach(server);
    if (this.isOwn) this.surroundAll(server);
    else
      server.addHook('onRoute', (route) => {
        if (marksOf(route.config) !== undefined) this.surround(route);
        else if (this.replicas !== undefined) this.follow(route);
      });
  }

  beforeApplicationShutdown(signal?: string): void {
    if (signal !== undefined) this.closing?.giveNotice();
  }

  private readonly enter = (request: FastifyRequest, reply: FastifyReply, done: Done) => {
    // Writes of a turn are one transaction, equal reads one statement.
    this.gate.enter(isSafe(request) ? request.url : WRITE, () => {
      try {
        this.begin(request, reply, done);
      } catch (error) {
        // What observes requests is the application's, and may throw.
        done(error as Error);
      }
    });
  };

  private readonly accompany = (request: FastifyRequest, _reply: FastifyReply, done: Done) => {
    const scope = { id: undefined, mayReadReplica: false, hasWritten: false };
    (request as EnteredRequest)[SCOPE] = scope;
    runInRequest(scope, done);
  };

  /** A body comes in events of the connection, which know nothing of the request. */
  private readonly resume = (request: FastifyRequest, _reply: FastifyReply, done: Done) => {
    const scope = scopeOf(request);
    const work = () => {
      if (scope === undefined || scope === currentRequest()) done();
      else runInRequest(scope, done);
    };
    if (this.telemetry === undefined) work();
    else this.telemetry.resume(request, work);
  };

  private readonly leave = (
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
    done: (error: null, payload: unknown) => void,
  ) => {
    // A preflight, or what else the application's own hooks answer before a request of ours begins.
    if (scopeOf(request) === undefined) nameRequest(request, reply);
    // HTTP/2 has no such header: its sessions end otherwise.
    if (this.closing?.isClosing === true && request.raw.httpVersionMajor === 1)
      void reply.header('connection', 'close');
    this.remember(request, reply, payload, done);
  };

  private readonly remember = (
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
    done: (error: null, payload: unknown) => void,
  ) => {
    if (this.replicas !== undefined && hasWritten(request, reply))
      this.replicas.remember(request, reply);
    done(null, payload);
  };

  private readonly end = (request: FastifyRequest, reply: FastifyReply, done: Done) => {
    this.telemetry?.end(request, reply);
    done();
  };

  private readonly abort = (request: FastifyRequest, done: Done) => {
    this.telemetry?.abort(request);
    done();
  };

  private begin(request: FastifyRequest, reply: FastifyReply, done: Done): void {
    const scope: RequestScope = {
      id: nameRequest(request, reply),
      mayReadReplica: this.mayReadReplica(request),
      hasWritten: false,
    };
    (request as EnteredRequest)[SCOPE] = scope;
    const work = () => {
      runInRequest(scope, done);
    };
    if (this.telemetry === undefined) work();
    else this.telemetry.begin(request, reply, work);
  }

  private surroundAll(server: FastifyInstance): void {
    server.addHook('onRequest', this.enter);
    server.addHook('onRequest', requireOneHost);
    new OtherVerbs().attach(server);
    server.addHook('preValidation', this.resume);
    server.addHook('onSend', this.leave);
    if (this.telemetry === undefined) return;
    server.addHook('onResponse', this.end);
    server.addHook('onRequestAbort', this.abort);
  }

  private surround(route: RouteOptions): void {
    route.onRequest = [this.enter, route.onRequest ?? []].flat();
    route.preValidation = [this.resume, route.preValidation ?? []].flat();
    route.onSend = [this.leave, route.onSend ?? []].flat();
    if (this.telemetry === undefined) return;
    route.onResponse = [this.end, route.onResponse ?? []].flat();
    route.onRequestAbort = [this.abort, route.onRequestAbort ?? []].flat();
  }

  /** Nothing but what a client needs to read what it has written by a route of the application's. */
  private follow(route: RouteOptions): void {
    route.onRequest = [this.accompany, route.onRequest ?? []].flat();
    route.preValidation = [this.resume, route.preValidation ?? []].flat();
    route.onSend = [this.remember, route.onSend ?? []].flat();
  }

  /** What fills a cache comes from the primary, as the cache would keep what lags behind. */
  private mayReadReplica(request: FastifyRequest): boolean {
    if (this.replicas?.allows(request) !== true) return false;
    const endpoint = requestMarks(request)?.admission?.of;
    if (typeof endpoint !== 'function') return false;
    const { options = {} } = declarationOf(endpoint) ?? {};
    return !('cache' in options);
  }
}

/** By a route of the application's is written what was seen to be; by an endpoint, whatever does not only read. */
function hasWritten(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  if (scopeOf(request)?.hasWritten === true) return true;
  if (requestMarks(request)?.admission === undefined) return false;
  return !isSafe(request) && !REFUSALS.has(statusCode);
}

function scopeOf(request: FastifyRequest): RequestScope | undefined {
  return (request as EnteredRequest)[SCOPE];
}

/** Tells the client the id of its request. */
function nameRequest(request: FastifyRequest, reply: FastifyReply): string {
  const id = adoptedRequestId(request.raw, reply.getHeader(REQUEST_ID_HEADER));
  void reply.header(REQUEST_ID_HEADER, id);
  return id;
}
