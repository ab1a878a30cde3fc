import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  JWTAuthentication,
  LightApi,
  lightApiFastifyOptions,
  LightApiModule,
} from 'nestjs-lightapi';

import { AccountLogin } from './login.js';
import { Order } from './orders.js';
import { Product } from './products.js';

const config = { jwtSecret: 'a secret of at least thirty-two bytes' };

export function withTokens() {
  return LightApiModule.forRoot({
    endpoints: [Order, Product],
    authentication: { backend: JWTAuthentication },
    jwt: { secret: config.jwtSecret },
  });
}

export function withLogin() {
  return LightApiModule.forRoot({
    endpoints: [Order],
    authentication: { backend: JWTAuthentication },
    jwt: { secret: config.jwtSecret },
    auth: { loginValidator: AccountLogin },
  });
}

export async function behindProxy() {
  return LightApi.run({ endpoints: [Order], trustProxy: '10.0.0.0/8' });
}

export function adapterBehindProxy() {
  return new FastifyAdapter({ ...lightApiFastifyOptions(), trustProxy: '10.0.0.0/8' });
}

export async function withHelmet() {
  const app = await LightApi.create({ endpoints: [Order] }).buildApp();
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  await app.listen(8000, '0.0.0.0');
  return app;
}

export function adapterWithLog() {
  return new FastifyAdapter({
    logger: { redact: ['req.headers.authorization', 'req.headers.cookie', 'req.body.password'] },
  });
}
