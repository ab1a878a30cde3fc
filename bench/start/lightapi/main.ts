import 'reflect-metadata';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LightApiModule, type EndpointClass } from 'nestjs-lightapi';
import { serveBooks } from '../../servers/serve-books.js';
import { loadResources } from '../load-resources.js';

await serveBooks(async (database) => {
  Logger.overrideLogger(['error']);
  const endpoints = await loadResources<EndpointClass>();
  @Module({ imports: [LightApiModule.forRoot({ database, endpoints })] })
  class AppModule {}

  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
});
