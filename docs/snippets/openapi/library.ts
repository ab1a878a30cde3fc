import type { INestApplication } from '@nestjs/common';
import {
  ApiOperation,
  ApiProperty,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import {
  Endpoint,
  Field,
  LightApiModule,
  lightApiDocument,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from 'nestjs-lightapi';

@ApiTags('Library')
@Endpoint('/books')
export class Book extends RestEndpoint {
  @ApiProperty({ description: 'As on the cover.', example: 'Emma' })
  @Field({ minLength: 1 })
  title!: string;

  @ApiOperation({ summary: 'Add a book' })
  override create(data: RequestBody, request: LightApiRequest) {
    return super.create(data, request);
  }
}

export function libraryModule(database: string) {
  return LightApiModule.forRoot({ database, endpoints: [Book], openapi: { title: 'Books' } });
}

export function serveDocument(app: INestApplication) {
  const config = new DocumentBuilder().setTitle('Shop').setOpenAPIVersion('3.1.0').build();
  const document = () => lightApiDocument(app, SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document);
}
