import { randomBytes } from 'node:crypto';

import { JWTAuthentication, LightApi } from 'nestjs-lightapi';

import { AccountLogin } from './account-login.js';
import { Account } from './account.js';
import { FirstAdmin } from './first-admin.js';
import { Note } from './note.js';

// Without a secret of your own, tokens are good until the process ends.
const { LIGHTAPI_JWT_SECRET = randomBytes(32).toString('base64') } = process.env;

const app = await LightApi.run({
  endpoints: [Account, Note],
  providers: [FirstAdmin],
  authentication: { backend: JWTAuthentication },
  jwt: { secret: LIGHTAPI_JWT_SECRET },
  auth: { loginValidator: AccountLogin },
});
console.log(`Accounts are opened at ${await app.getUrl()}/accounts`);
