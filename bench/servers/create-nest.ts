import { HttpStatus, Logger, ValidationPipe, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** A hand-written Nest application on Fastify, with its bodies and queries validated. */
export async function createNest(module: DynamicModule): Promise<NestFastifyApplication> {
  Logger.overrideLogger(['error']);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter());
  return app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      transform: true,
      errorHttpStatusCode: HttpStatus.UNPROCESSABLE_ENTITY,
    }),
  );
}
