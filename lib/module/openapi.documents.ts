import type { INestApplication, Type } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';

import { type DocumentFormat, documentText, type DocumentText } from '../openapi/document.texts.js';
import { SWAGGER } from '../openapi/openapi-options.check.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { optionalPackage } from '../package/optional-package.js';
import { lightApiDocument } from './light-api-document.js';

/** What makes the documents of an application. */
export interface OpenApiDocumentsParts {
  readonly options: OpenApiOptions;
  readonly publicUrl: LightApiOptions['publicUrl'];
  readonly modules: ModulesContainer;
  readonly config: ApplicationConfig;
  readonly host: HttpAdapterHost;
  readonly get: <T>(type: Type<T>) => T;
}

/** The document of an application, made when somebody asks for it first. */
export class OpenApiDocuments {
  private document: Promise<object> | undefined;
  private readonly texts = new Map<DocumentFormat, Promise<DocumentText>>();

  constructor(private readonly parts: OpenApiDocumentsParts) {}

  /** @throws {@link ConfigurationError} where @nestjs/swagger is not installed */
  text(format: DocumentFormat): Promise<DocumentText> {
    const known = this.texts.get(format);
    if (known !== undefined) return known;
    const made = this.made().then((document) => documentText(document, format));
    this.texts.set(format, made);
    return made;
  }

  get publicUrl(): string | undefined {
    return this.parts.publicUrl;
  }

  private made(): Promise<object> {
    return (this.document ??= this.make());
  }

  private async make(): Promise<object> {
    const { SwaggerModule } = await optionalPackage(
      SWAGGER,
      () => import('@nestjs/swagger'),
      `'openapi'`,
    );
    const { title = 'API', version = '1.0.0', description, license } = this.parts.options;
    const { publicUrl = '/', get } = this.parts;
    const base = SwaggerModule.createDocument(this.application(), {
      openapi: '3.1.0',
      info: { title, version, ...(description && { description }), ...(license && { license }) },
      servers: [{ url: publicUrl }],
      tags: [],
    });
    return lightApiDocument({ get }, base);
  }

  /** As much of the application as @nestjs/swagger looks at: modules can't inject it. */
  private application(): INestApplication {
    const { modules, config, host } = this.parts;
    const seen = {
      container: { getModules: () => modules },
      config,
      getHttpAdapter: () => host.httpAdapter,
    };
    return seen as unknown as INestApplication;
  }
}
