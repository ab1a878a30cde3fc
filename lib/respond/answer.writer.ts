import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Notes } from '../request/notes.js';
import type { Row } from '../store/row.interface.js';
import { digestOf, entityTag, isNamed, isNotModified, weakEntityTag } from './entity-tag.js';
import type { PageFrame } from './page-frame.js';
import { type AnswerBody, answerBody } from './answer-body.js';
import { requestPath } from './request-path.js';
import { collectionBody, type Envelope, type RowRenderer } from './row.renderer.js';
import type { StoredAnswer, StoredPage, StoredResource } from './stored-answer.interface.js';

/** What makes a writer. */
export interface AnswerWriterParts {
  readonly renderer: RowRenderer;
  /** The version of a row that was read alone; `undefined` where rows have none. */
  readonly versionOf: (row: Row) => string | undefined;
  /** The version of what a hook returned, where it is a resource. */
  readonly versionIn: (value: unknown) => string | undefined;
  /** Where clients see the application's root, if the options say so. */
  readonly publicUrl: string | undefined;
  /** Whether answers differ from caller to caller. */
  readonly isPersonal: boolean;
  /** Whether callers see different members: then one version is not one representation. */
  readonly isPartial: boolean;
  /** The application's interceptors see objects; where there are none, text is sent. */
  readonly interceptors: () => boolean;
  /** Keeps what a GET is answered with; `undefined` where nobody wants to know. */
  readonly record?: ((reply: FastifyReply, answer: StoredAnswer) => void) | undefined;
}

/** What a request sees around the rows of a page. */
interface PageSurroundings {
  readonly envelope: Envelope;
  readonly headers: Readonly<Record<string, string>>;
}

/** The rows of a page as JSON. */
interface RowsJson {
  readonly shown: readonly number[];
  readonly text: string;
  /** Of `text`. */
  readonly body: AnswerBody;
  readonly digest: string;
}

/** A page that can be sent. */
interface PageBody extends PageSurroundings {
  /** Its rows. */
  readonly body: AnswerBody;
  readonly digest: string;
}

/** What an answer depends on, where it is somebody's own. */
const PERSONAL = 'Authorization';

/**
 * Makes answers, of rows or of what a hook returned. Which members are shown is said by their
 * positions in `model.columns`.
 */
export class AnswerWriter {
  private sendsText: boolean | undefined;
  private readonly known = new Notes<readonly Row[], RowsJson>();

  constructor(private readonly parts: AnswerWriterParts) {}

  /** A resource that was written. */
  row(reply: FastifyReply, row: Row, shown: readonly number[]): unknown {
    this.tag(reply, this.parts.versionOf(row));
    return this.send(reply, this.parts.renderer.row(row, shown));
  }

  /** A resource that was read: 304 where the client has it already. */
  readRow(
    request: LightApiRequest,
    reply: FastifyReply,
    row: Row,
    shown: readonly number[],
  ): unknown {
    const { record, renderer } = this.parts;
    const version = this.parts.versionOf(row);
    const text = () => renderer.row(row, shown);
    if (record === undefined)
      return this.unlessNotModified(request, reply, version, () => this.send(reply, text()));
    const answer = { kind: 'resource', text: text(), version } as const;
    record(reply, answer);
    return this.resource(request, reply, answer);
  }

  /** A resource that was read, now or before. */
  resource(
    request: LightApiRequest,
    reply: FastifyReply,
    { text, version }: StoredResource,
  ): unknown {
    return this.unlessNotModified(request, reply, version, () => this.send(reply, text));
  }

  /** A page of rows: 304 where the client has it already. */
  collection(
    request: LightApiRequest,
    reply: FastifyReply,
    page: PageSurroundings & {
      readonly rows: readonly Row[];
      readonly shown: readonly number[];
      readonly frame: PageFrame;
    },
  ): unknown {
    const { record } = this.parts;
    const { text, body, digest } = this.rowsJson(page.rows, page.shown);
    record?.(reply, { kind: 'page', text, digest, frame: page.frame });
    return this.sendPage(request, reply, { body, digest, ...page });
  }

  /** A page that was read before. */
  page(
    request: LightApiRequest,
    reply: FastifyReply,
    { text, digest }: StoredPage,
    surroundings: PageSurroundings,
  ): unknown {
    return this.sendPage(request, reply, { body: text, digest, ...surroundings });
  }

  /** What a hook returned for the collection. */
  collectionValue(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    if (value === undefined) return undefined;
    const { renderer } = this.parts;
    return this.send(reply, JSON.stringify(renderer.collectionValue(value, shown)));
  }

  /** What a hook returned. */
  value(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    if (value === undefined) return undefined;
    return this.send(reply, JSON.stringify(this.parts.renderer.value(value, shown)));
  }

  /** What a hook returned for a resource that was written. */
  writtenValue(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    this.tag(reply, this.parts.versionIn(value));
    return this.value(reply, value, shown);
  }

  /** What a hook returned for a resource that was read. */
  readValue(
    request: LightApiRequest,
    reply: FastifyReply,
    value: unknown,
    shown: readonly number[],
  ): unknown {
    return this.unlessNotModified(request, reply, this.parts.versionIn(value), () =>
      this.value(reply, value, shown),
    );
  }

  /**
   * Where a new resource is.
   *
   * @param id - as a path has it; `undefined` where that is not known
   */
  locate(request: LightApiRequest, reply: FastifyReply, id: string | undefined): void {
    if (id === undefined) return;
    const path = requestPath(request.url).replace(/\/$/, '');
    const root = this.parts.publicUrl ?? '';
    void reply.header('location', `${root}${path}/${id}`);
  }

  /** 304 where the client has it already. */
  private sendPage(
    request: LightApiRequest,
    reply: FastifyReply,
    { body, digest, envelope, headers }: PageBody,
  ): unknown {
    const tag = weakEntityTag(JSON.stringify(envelope), digest);
    // First, as a header that can't be read is a refusal, which has none of these.
    const isKnown = isNamed(request.headers, tag);
    void reply.headers({ ...headers, etag: tag });
    if (isKnown) return this.notModified(reply);
    return this.send(reply, collectionBody(body, envelope));
  }

  /** Requests that share one read have the same rows. */
  private rowsJson(rows: readonly Row[], shown: readonly number[]): RowsJson {
    const known = this.known.get(rows);
    if (known?.shown === shown) return known;
    const text = this.parts.renderer.rows(rows, shown);
    const body = answerBody(text);
    const made = { shown, text, body, digest: digestOf(body) };
    this.known.set(rows, made);
    return made;
  }

  private unlessNotModified(
    request: LightApiRequest,
    reply: FastifyReply,
    version: string | undefined,
    answer: () => unknown,
  ): unknown {
    this.tag(reply, version);
    if (version === undefined || this.parts.isPartial || !isNotModified(request.headers, version))
      return answer();
    return this.notModified(reply);
  }

  private notModified(reply: FastifyReply): unknown {
    this.vary(reply);
    void reply.code(304);
    return undefined;
  }

  private tag(reply: FastifyReply, version: string | undefined): void {
    if (version !== undefined) void reply.header('etag', entityTag(version));
  }

  /** @see RFC 9110, section 12.5.5 */
  private vary(reply: FastifyReply): void {
    if (!this.parts.isPersonal) return;
    const others = reply.getHeader('vary');
    void reply.header('vary', others === undefined ? PERSONAL : `${String(others)}, ${PERSONAL}`);
  }

  private send(reply: FastifyReply, body: AnswerBody): unknown {
    this.vary(reply);
    this.sendsText ??= !this.parts.interceptors();
    if (!this.sendsText) return JSON.parse(body.toString());
    void reply.header('content-type', 'application/json; charset=utf-8');
    return body;
  }
}
