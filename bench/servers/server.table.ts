import type { WorkloadName } from '../workload/workload.table.js';
import { PLAIN, type Dialect } from './dialect/dialect.interface.js';
import { platformaticDialect } from './dialect/platformatic.dialect.js';
import { remultDialect } from './dialect/remult.dialect.js';

/** The measured servers, in the order of the report. */
export const SERVERS = {
  lightapi: {
    title: 'nestjs-lightapi',
    script: new URL('./lightapi.js', import.meta.url),
    baseline: false,
  },
  handwritten: {
    title: 'hand-written Nest + MikroORM',
    script: new URL('./handwritten/main.js', import.meta.url),
    baseline: true,
  },
  kysely: {
    title: 'hand-written Nest + Kysely',
    script: new URL('./kysely/main.js', import.meta.url),
    baseline: false,
  },
  remult: {
    title: 'remult on Fastify',
    script: peerScript('remult'),
    baseline: false,
    peer: { package: 'remult', dialect: remultDialect, lacks: ['cached', 'cursor', 'cursor-deep'] },
  },
  platformatic: {
    title: 'Platformatic DB',
    script: peerScript('platformatic'),
    baseline: false,
    peer: {
      package: '@platformatic/db-core',
      dialect: platformaticDialect,
      lacks: ['cached', 'filter'],
    },
  },
  nest: {
    title: 'raw behind Nest',
    script: new URL('./nest/main.js', import.meta.url),
    baseline: false,
  },
  raw: {
    title: 'raw Fastify + driver',
    script: new URL('./raw/main.js', import.meta.url),
    baseline: true,
  },
} satisfies Record<string, ServerEntry>;

export interface ServerEntry {
  /** for the report */
  title: string;
  /** script that calls `serveBooks` */
  script: URL;
  /** whether the others are compared with it */
  baseline: boolean;
  /** @default none: the server was written for the bench, and lives in it */
  peer?: Peer;
}

/** A server of somebody else's making, from `bench/peers`, which has packages of its own. */
export interface Peer {
  /** the package that has to be installed */
  package: string;
  dialect: Dialect;
  /** what it has no feature for */
  lacks: readonly WorkloadName[];
}

export type ServerName = keyof typeof SERVERS;

export function peerOf(server: ServerName): Peer | undefined {
  const entry: ServerEntry = SERVERS[server];
  return entry.peer;
}

export function dialectOf(server: ServerName): Dialect {
  return peerOf(server)?.dialect ?? PLAIN;
}

/** Whether a server has no feature for a workload: it is not asked then. */
export function lacks(server: ServerName, workload: WorkloadName): boolean {
  return peerOf(server)?.lacks.includes(workload) ?? false;
}

/** They are plain JavaScript, beside their packages; seen from the compiled `bench/dist/servers`. */
function peerScript(name: string): URL {
  return new URL(`../../peers/${name}/main.js`, import.meta.url);
}
