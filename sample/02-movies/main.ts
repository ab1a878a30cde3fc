import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { lightApiFastifyOptions } from 'nestjs-lightapi';

import { AppModule } from './app.module.js';

const { LIGHTAPI_HOST = '0.0.0.0', LIGHTAPI_PORT = '8000' } = process.env;

const adapter = new FastifyAdapter(lightApiFastifyOptions());
const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter);
app.enableShutdownHooks([], { useProcessExit: true });
await app.listen(Number(LIGHTAPI_PORT), LIGHTAPI_HOST);

const url = `${await app.getUrl()}/movies`;
console.log(`The films are at ${url}\nTry: curl ${url}/1`);
