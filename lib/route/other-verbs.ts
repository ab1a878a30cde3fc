import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteHandlerMethod,
  RouteOptions,
} from 'fastify';

import { HTTP_METHODS } from '../declare/http-method.js';
import { markRequest, marksOf, type RouteMarks } from '../guard/route-marks.js';
import { requestPath } from '../respond/request-path.js';

/** Those that each path of ours has a route for. */
const ROUTED: ReadonlySet<string> = new Set([...HTTP_METHODS, 'HEAD', 'OPTIONS']);

/** A path of ours, and what answers there for verbs that are refused. */
interface RefusingPath {
  readonly url: string;
  readonly marks: RouteMarks;
  readonly refuse: RouteHandlerMethod;
}

/**
 * Answers for verbs that HTTP knows and nothing of ours has: `TRACE`, `PROPFIND`, `QUERY`. Fastify looks
 * for a route by verb first, so that a path is not there for them, and a route for each of the thirty
 * would cost every start.
 */
export class OtherVerbs {
  private readonly paths: RefusingPath[] = [];

  /** Before routes are made. */
  attach(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => {
      this.note(route);
    });
    // Behind all hooks of `onRequest`, an application's own too, and before a body is read.
    server.addHook('preParsing', (request, reply, _payload, done) => {
      const path = ROUTED.has(request.method) || !request.is404 ? undefined : this.find(request);
      if (path === undefined) done();
      else this.refuse(path, request, reply).catch(done);
    });
  }

  private note({ config, handler, method, url }: RouteOptions): void {
    const marks = marksOf(config);
    if (marks !== undefined && [method].flat().includes('OPTIONS'))
      this.paths.push({ url, marks, refuse: handler });
  }

  /** As by a verb that has a route: with the guards of the application's. */
  private async refuse(
    { marks, refuse }: RefusingPath,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    markRequest(request, marks);
    await refuse.call(request.server, request, reply);
  }

  private find({ url }: FastifyRequest): RefusingPath | undefined {
    // As Fastify reads it, which has refused what can't be: a slash within a part stays encoded.
    const asked = decodeURI(requestPath(url)).split('/');
    const found = this.paths.filter((path) => isAt(path, asked));
    // What is written out comes first, as for Fastify: `/books/new` before `/books/:id`.
    return found.find((path) => !path.url.includes(':')) ?? found[0];
  }
}

function isAt({ url }: RefusingPath, asked: readonly string[]): boolean {
  const parts = url.split('/');
  const isPart = (part: string, at: number) =>
    part.startsWith(':') ? asked[at] !== '' : part === asked[at];
  return parts.length === asked.length && parts.every(isPart);
}
