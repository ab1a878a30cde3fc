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
  raw: {
    title: 'raw Fastify + driver',
    script: new URL('./raw/main.js', import.meta.url),
    baseline: true,
  },
} satisfies Record<string, ServerEntry>;

export interface ServerEntry {
  /** for the report */
  title: string;
  /** compiled script that calls `serveBooks` */
  script: URL;
  /** whether the others are compared with it */
  baseline: boolean;
}

export type ServerName = keyof typeof SERVERS;
