import { Inject, RequestMethod, type Type, UseFilters, UseGuards } from '@nestjs/common';
import { applyDecorators } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import { NotFoundError } from '../error/not-found.error.js';
import { AdmissionGuard } from '../guard/admission.guard.js';
import { Public } from '../guard/public.decorator.js';
import { type DocumentFormat, type DocumentText, FORMATS } from './document.texts.js';
import { DOCS_PATH, DOCUMENT_PATH, type OpenApiOptions } from './openapi-options.interface.js';
import { pagePolicy, SwaggerUiFiles, swaggerUiPage } from './swagger-ui.files.js';
import { isNamed } from '../respond/entity-tag.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { requestPath } from '../respond/request-path.js';
import { UnversionedController } from '../route/nest-metadata.js';
import { addRefusals } from '../route/refusals.js';
import { addHandler, type HandlerArguments } from '../route/route-handler.js';

/** What the routes need. */
export interface OpenApiSource {
  text(format: DocumentFormat): Promise<DocumentText>;
  readonly publicUrl: string | undefined;
}

/** The token of the {@link OpenApiSource}. */
export const OPEN_API_SOURCE = Symbol('OPEN_API_SOURCE');

/** In the place of an endpoint: document and page, which may ask who calls as one. */
export class OpenApiEndpoint extends RestEndpoint {}
export const OPEN_API_ENDPOINT: EndpointClass = OpenApiEndpoint;

interface OpenApiController {
  readonly source: OpenApiSource;
}

/** The routes of document and page, apart from those that endpoints have taken. */
export function openApiRoutes(
  { path = DOCS_PATH, documentPath = DOCUMENT_PATH, ui = true }: OpenApiOptions,
  taken: readonly (string | undefined)[],
): string[] {
  const all = [...FORMATS.map((format) => `${documentPath}.${format}`), ...(ui ? [path] : [])];
  return all.filter((route) => !taken.includes(route));
}

/**
 * `GET /openapi.json`, `/openapi.yaml`, and a page that shows them.
 *
 * @param taken - routes of endpoints, which win
 */
export function createOpenApiController(
  options: OpenApiOptions,
  taken: readonly (string | undefined)[],
): Type<unknown> {
  const { path = DOCS_PATH, documentPath = DOCUMENT_PATH } = options;
  const routes = openApiRoutes(options, taken);
  const controller = class OpenApiController {
    constructor(readonly source: OpenApiSource) {}
  };
  Inject(OPEN_API_SOURCE)(controller, undefined, 0);
  for (const format of FORMATS)
    if (routes.includes(`${documentPath}.${format}`))
      addRoute(controller, `${documentPath}.${format}`, function (request, reply) {
        return sendDocument(this.source, format, { request, reply });
      });
  if (routes.includes(path)) addPage(controller, options);
  applyDecorators(
    UnversionedController(),
    UseFilters(LightApiErrorFilter),
    UseGuards(AdmissionGuard),
    Public(),
  )(controller);
  return controller;
}

function addPage(
  controller: Type<OpenApiController>,
  { path = DOCS_PATH, documentPath = DOCUMENT_PATH, title = 'API' }: OpenApiOptions,
): void {
  const files = new SwaggerUiFiles();
  addRoute(controller, path, function (request, reply) {
    const origin = this.source.publicUrl && new URL(this.source.publicUrl).origin;
    void reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(origin),
    });
    return swaggerUiPage({ title, ...linksFrom(request, path, documentPath) });
  });
  addRoute(controller, `${path}/:file`, async (request, reply) => {
    const file = await files.find((request.params as { file: string }).file);
    if (file === undefined) throw new NotFoundError();
    void reply.headers({ 'content-type': file.type, 'cache-control': 'public, max-age=3600' });
    return file.content;
  });
}

/** Relative, as a prefix of the application or of a proxy stands before all of them. */
function linksFrom(request: LightApiRequest, path: string, documentPath: string) {
  const isFolder = requestPath(request.url).endsWith('/');
  const parents = path.split('/').length - (isFolder ? 1 : 2);
  const last = path.split('/').at(-1) ?? '';
  return {
    files: isFolder ? './' : `./${last}/`,
    document: `${'../'.repeat(parents) || './'}${documentPath.slice(1)}.json`,
  };
}

interface Exchange {
  readonly request: LightApiRequest;
  readonly reply: FastifyReply;
}

async function sendDocument(
  source: OpenApiSource,
  format: DocumentFormat,
  { request, reply }: Exchange,
): Promise<unknown> {
  const { text, type, entityTag } = await source.text(format);
  void reply.headers({ etag: entityTag, 'cache-control': 'no-cache' });
  if (isNamed(request.headers, entityTag)) {
    void reply.code(304);
    return undefined;
  }
  void reply.header('content-type', type);
  return text;
}

type Answer = (this: OpenApiController, ...args: HandlerArguments) => unknown;

function addRoute(controller: Type<OpenApiController>, path: string, answer: Answer): void {
  addHandler(controller, {
    name: `answer${path}`,
    // A function for each route: Nest keeps a route's metadata on it.
    handle(...args) {
      return answer.apply(this as unknown as OpenApiController, args);
    },
    method: RequestMethod.GET,
    path,
    status: 200,
    marks: { admission: { of: OPEN_API_ENDPOINT, method: 'GET' } },
  });
  addRefusals(controller, path, ['GET']);
}
