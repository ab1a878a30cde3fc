import type { FastifyReply } from 'fastify';

import { Notes } from '../request/notes.js';

type Headers = Readonly<Record<string, string>>;

const described = new Notes<FastifyReply, Headers>();

/** Sets headers that say something of what is answered: they go where an error takes its place. */
export function describeAnswer(reply: FastifyReply, headers: Headers): void {
  void reply.headers(headers);
  described.set(reply, { ...described.get(reply), ...headers });
}

/** Tells caches of one more header of the request that the answer depends on. */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  void reply.header('vary', others === undefined ? name : `${String(others)}, ${name}`);
}

/** Takes off what described an answer that is not given: an interceptor may throw once there is one. */
export function takeBackAnswer(reply: FastifyReply): void {
  const headers = Object.entries(described.get(reply) ?? {});
  // What the application has put in its place stays, as the `Location` of a redirect.
  for (const [name, value] of headers)
    if (reply.getHeader(name) === value) void reply.removeHeader(name);
  void reply.removeHeader('etag');
}
