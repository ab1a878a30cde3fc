import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Notes } from '../request/notes.js';
import type { Row } from '../store/row.interface.js';
import { addVary, describeAnswer } from './answer-headers.js';
import {
  digestOf,
  entityTag,
  isNamed,
  isNotModified,
  requireMatch,
  weakEntityTag,
} from './entity-tag.js';
import { noteBytes } from './page-bytes.js';
import type { PageFrame } from './page-frame.js';
import { collectionLead, type Envelope, type RowRenderer } from './row.renderer.js';
import type { StoredAnswer, StoredResource } from './stored-answer.interface.js';

/** What makes a writer. */
export interface AnswerWriterParts {
  readonly renderer: RowRenderer;
  /** The version of a row that was read alone; `undefined` where rows have none. */
  readonly versionOf: (row: Row) => string | undefined;
  /** The version of what a hook returned, where it is a resource. */
  readonly versionIn: (value: unknown) => string | undefined;
  /** Where clients see the application's root, if the options say so. */
  readonly publicUrl: string | undefined;
  /** The path before the ids of a collection's resources; `undefined` where that is not known. */
  readonly resourcesAt: (request: LightApiRequest) => string | undefined;
  /** Whether answers differ from caller to caller. */
  readonly isPersonal: boolean;
  /** Whether collections are counted as `Prefer` says. */
  readonly isCounted: boolean;
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

/** The rows of a page as JSON text. */
interface PageText {
  readonly text: string;
  /** Of `text`. */
  readonly digest: string;
  /** Its UTF-8; left out where it is ASCII, which Node sends in one piece with the head of the answer. */
  readonly bytes?: Buffer | undefined;
}

/** The same, of the members that somebody wanted to see. */
interface RowsText extends PageText {
  readonly shown: readonly number[];
}

const CLOSE = Buffer.from('}');

/** What an answer depends on, where it is somebody's own. */
const PERSONAL = 'Authorization';

/** What a collection depends on that is counted. */
const COUNTED = 'Prefer';

/**
 * Makes answers, of rows or of what a hook returned. Which members are shown is said by their
 * positions in `model.columns`.
 */
export class AnswerWriter {
  private hasNoInterceptors: boolean | undefined;
  private readonly texts = new Notes<readonly Row[], RowsText>();

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
    if (record === undefined) return this.unlessNotModified(request, reply, version, text);
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
    return this.unlessNotModified(request, reply, version, () => text);
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
    const rows = this.rowsText(page.rows, page.shown);
    record?.(reply, { kind: 'page', text: rows.text, digest: rows.digest, frame: page.frame });
    return this.page(request, reply, rows, page);
  }

  /** A page that was read, now or before. */
  page(
    request: LightApiRequest,
    reply: FastifyReply,
    { text, digest, bytes }: PageText,
    { envelope, headers }: PageSurroundings,
  ): unknown {
    const tag = weakEntityTag(JSON.stringify(envelope), digest);
    // First, as a header that can't be read is a refusal, which has none of these.
    const isKnown = isNamed(request.headers, tag);
    describeAnswer(reply, { ...headers, etag: tag });
    this.varyCollection(reply);
    const lead = collectionLead(envelope);
    if (isKnown) return this.notModified(reply, () => `${lead}${text}}`);
    const whole = `${lead}${text}}`;
    if (bytes !== undefined && this.sendsText())
      noteBytes(reply, { text: whole, bytes: around(bytes, lead) });
    return this.send(reply, whole);
  }

  /** What a hook returned for the collection; a file is sent as it is. */
  collectionValue(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    if (value === undefined) return undefined;
    if (value instanceof StreamableFile) return this.file(reply, value);
    const { renderer } = this.parts;
    this.varyCollection(reply);
    return this.send(reply, JSON.stringify(renderer.collectionValue(value, shown)));
  }

  /** What a hook returned; a file is sent as it is. */
  value(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    if (value === undefined) return undefined;
    if (value instanceof StreamableFile) return this.file(reply, value);
    return this.send(reply, JSON.stringify(this.parts.renderer.value(value, shown)));
  }

  /** What a hook returned for a resource that was written. */
  writtenValue(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    this.tag(reply, this.parts.versionIn(value));
    return this.value(reply, value, shown);
  }

  /**
   * What a hook returned for a resource that was read. Its tag is for `If-Match`: what else a hook shows may be
   * another one's, or have changed, so it is never answered with 304.
   */
  readValue(
    request: LightApiRequest,
    reply: FastifyReply,
    value: unknown,
    shown: readonly number[],
  ): unknown {
    const version = this.parts.versionIn(value);
    if (version !== undefined) requireMatch(request.headers, version);
    this.tag(reply, version);
    return this.value(reply, value, shown);
  }

  /**
   * Where a new resource is.
   *
   * @param id - as a path has it; `undefined` where that is not known
   */
  locate(request: LightApiRequest, reply: FastifyReply, id: string | undefined): void {
    if (id === undefined) return;
    const path = this.parts.resourcesAt(request);
    const root = this.parts.publicUrl ?? '';
    if (path !== undefined) describeAnswer(reply, { location: `${root}${path}/${id}` });
  }

  /** Requests that share one read have the same rows. */
  private rowsText(rows: readonly Row[], shown: readonly number[]): RowsText {
    const known = this.texts.get(rows);
    if (known?.shown === shown) return known;
    const text = this.parts.renderer.rows(rows, shown);
    const bytes = Buffer.from(text);
    const isAscii = bytes.length === text.length;
    const made = { shown, text, digest: digestOf(bytes), bytes: isAscii ? undefined : bytes };
    this.texts.set(rows, made);
    return made;
  }

  private unlessNotModified(
    request: LightApiRequest,
    reply: FastifyReply,
    version: string | undefined,
    text: () => string,
  ): unknown {
    if (version !== undefined) requireMatch(request.headers, version);
    this.tag(reply, version);
    if (version === undefined || this.parts.isPartial || !isNotModified(request.headers, version))
      return this.send(reply, text());
    return this.notModified(reply, text);
  }

  /** The application's interceptors see the value that the client has, as with any other answer. */
  private notModified(reply: FastifyReply, text: () => string): unknown {
    this.vary(reply);
    void reply.code(304);
    if (this.sendsText()) return undefined;
    void reply.serializer((value) => (reply.statusCode === 304 ? nothing(reply) : textOf(value)));
    return JSON.parse(text());
  }

  private tag(reply: FastifyReply, version: string | undefined): void {
    if (version !== undefined) void reply.header('etag', entityTag(version));
  }

  /** @see RFC 9110, section 12.5.5 */
  private vary(reply: FastifyReply): void {
    if (this.parts.isPersonal) addVary(reply, PERSONAL);
  }

  /** @see RFC 7240, section 2 */
  private varyCollection(reply: FastifyReply): void {
    if (this.parts.isCounted) addVary(reply, COUNTED);
  }

  /** Whether what is made is a text, and no object. */
  private sendsText(): boolean {
    return (this.hasNoInterceptors ??= !this.parts.interceptors());
  }

  private file(reply: FastifyReply, file: StreamableFile): StreamableFile {
    this.vary(reply);
    return file;
  }

  private send(reply: FastifyReply, text: string): unknown {
    this.vary(reply);
    if (!this.sendsText()) return JSON.parse(text);
    void reply.header('content-type', 'application/json; charset=utf-8');
    return text;
  }
}

/** Of what an error is answered with, which an interceptor may throw all the same. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A 304 has no body, and so no length; Fastify's types know of texts only, as does what it does for HEAD. */
function nothing({ request }: FastifyReply): string {
  return request.method === 'HEAD' ? '' : (null as unknown as string);
}

/** The rows of a collection, with what stands around them. */
function around(rows: Buffer, lead: string): Buffer {
  return Buffer.concat([Buffer.from(lead), rows, CLOSE]);
}
