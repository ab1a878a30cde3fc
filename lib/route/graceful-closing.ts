import { once } from 'node:events';
import { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** For how long idle connections may still bring a request after a signal, in milliseconds. */
const NOTICE_MS = 250;

/** How often connections that have become idle are closed, in milliseconds. */
const SWEEP_EVERY_MS = 50;

/** When requests that have not come or been answered to their end are given up, in milliseconds. */
const PATIENCE_MS = 8_000;

/**
 * Has the servers of a Fastify end within seconds: they accept nothing new, answer what has begun, close
 * each connection that has nothing to answer any more, and cut what is left after eight seconds. Node
 * itself would wait for every client to hang up, and without end for one that has sent half a
 * request.
 */
export class GracefulClosing {
  private readonly servers: Server[] = [];
  private readonly connections = new Set<Socket>();
  private hasBegun = false;
  private notice = 0;

  constructor(fastify: FastifyInstance) {
    fastify.addHook('preClose', (done) => {
      this.hasBegun = true;
      const open = this.servers.filter((server) => server.listening && isHttp1(server));
      if (open.length > 0) void this.empty(open);
      // Plugins that come later may have to end connections of theirs before the server can end.
      done();
    });
  }

  /** Before the server has connections. */
  watch(server: Server): void {
    this.servers.push(server);
    for (const event of ['connection', 'secureConnection'])
      server.on(event, (socket: Socket) => {
        this.remember(socket);
      });
  }

  /** Whether the server is ending, which clients are to be told with each answer. */
  get isClosing(): boolean {
    return this.hasBegun;
  }

  /**
   * Gives idle clients a moment to send what is on its way: it would be lost with a connection that
   * is closed at once. Not needed where a program ends its server, as it knows its clients.
   */
  giveNotice(): void {
    this.notice = NOTICE_MS;
  }

  private async empty(servers: readonly Server[]): Promise<void> {
    const ended = Promise.all(servers.map((server) => once(server, 'close')));
    const restored = servers.map((server) => closeGently(server, ended));
    const cut = setTimeout(() => {
      this.cutConnections();
    }, PATIENCE_MS);
    await Promise.race([ended, sleep(this.notice)]);
    this.closeIdle(servers);
    const sweep = setInterval(() => {
      this.closeIdle(servers);
    }, SWEEP_EVERY_MS);
    await ended;
    clearInterval(sweep);
    clearTimeout(cut);
    for (const restore of restored) restore();
  }

  private remember(socket: Socket): void {
    this.connections.add(socket);
    socket.once('close', () => this.connections.delete(socket));
  }

  /**
   * For Node a connection is idle when its answer is complete, though the client may have read only
   * the beginning of it: as long as there is such a client, nobody's connection is closed.
   */
  private closeIdle(servers: readonly Server[]): void {
    const isBeingRead = [...this.connections].some((socket) => socket.writableLength > 0);
    if (isBeingRead) return;
    for (const server of servers) Server.prototype.closeIdleConnections.call(server);
  }

  /** Those too that have left HTTP by an upgrade, which a server knows nothing of. */
  private cutConnections(): void {
    const seconds = PATIENCE_MS / 1000;
    new Logger('LightApi').warn(
      `cuts what clients have not ended ${seconds} s after the end began`,
    );
    for (const socket of this.connections) socket.destroy();
  }
}

/**
 * Has a server accept nothing new. Whoever closes it meanwhile is called back when all have ended: Fastify
 * waits for its first server only, and ends behind it what the others need.
 *
 * @returns what closes it as it would have been
 */
function closeGently(server: Server, ended: Promise<unknown>): () => void {
  // That of HTTP, which Fastify calls behind these hooks, would close idle connections too.
  // So does it by itself where a server is the application's own, or is told to close by force.
  const before = {
    close: server.close.bind(server),
    closeIdleConnections: server.closeIdleConnections.bind(server),
    closeAllConnections: server.closeAllConnections.bind(server),
  };
  NetServer.prototype.close.call(server);
  server.close = (callback) => {
    void ended.then(() => callback?.());
    return server;
  };
  server.closeIdleConnections = () => undefined;
  server.closeAllConnections = () => undefined;
  return () => {
    Object.assign(server, before);
    // Once more for what HTTP has of its own to end.
    server.close();
  };
}

/** Node ends the sessions of HTTP/2 by itself; such a server over TLS has `closeIdleConnections` too. */
function isHttp1(server: object): server is Server {
  return 'closeAllConnections' in server;
}
