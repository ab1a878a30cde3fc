import type { INestApplicationContext, Type } from '@nestjs/common';

import { LightApiEngine } from '../engine/light-api.engine.js';
import { completeDocument } from '../openapi/document.completion.js';
import type { OpenApiDocument } from '../openapi/openapi.interface.js';
import { OpenApiDescriber } from './openapi.describer.js';

/**
 * Completes the document that @nestjs/swagger makes of an application: what the routes of endpoints
 * take and answer, beside the application's own controllers. Its version has to be 3.1.
 *
 * @param app - that has been initialized: `await app.init()`, or listening
 * @param document - of `SwaggerModule.createDocument(app, …)`
 * @throws {@link ConfigurationError} for a document of OpenAPI 3.0
 * @example
 * ```ts
 * const config = new DocumentBuilder().setTitle('Books').setOpenAPIVersion('3.1.0').build();
 * const document = () => lightApiDocument(app, SwaggerModule.createDocument(app, config));
 * SwaggerModule.setup('docs', app, document);
 * ```
 * @publicApi
 */
export function lightApiDocument<D extends OpenApiDocument>(
  app: Pick<INestApplicationContext, 'get'>,
  document: D,
): D {
  const provided = <T>(type: Type<T>): T => app.get(type, { strict: false });
  const describer = new OpenApiDescriber(
    provided(LightApiEngine as unknown as Type<LightApiEngine>),
    provided,
  );
  const { schemas = {} } = (document.components ?? {}) as { schemas?: object };
  const decorated = describer.decorated();
  return completeDocument(document, describer.ownPart(Object.keys(schemas)), (mark) =>
    decorated.get(mark),
  );
}
