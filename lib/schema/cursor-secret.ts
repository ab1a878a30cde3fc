import { hkdfSync } from 'node:crypto';

import type { MikroORM } from '@mikro-orm/core';

/** Of the module's `jwt` options. */
interface JwtSecret {
  readonly secret?: string | Uint8Array;
}

/**
 * What the processes of an application have in common, and strangers do not know: where the database
 * is and how to get in, and the secret of tokens. Cursors are sealed with it where the application
 * gives no secret for them.
 */
export function commonSecret({ config }: MikroORM, jwt: JwtSecret = {}): string {
  const { clientUrl, host, port, dbName, user, password } = config.getAll();
  const database = [clientUrl, host, port, dbName, user, passwordText(password)];
  const token = jwt.secret === undefined ? '' : Buffer.from(jwt.secret).toString('base64');
  return JSON.stringify([...database, token]);
}

/** What the digests of rows are mixed with, made of the secret of cursors: hexadecimal. */
export function stateSecretOf(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'nestjs-lightapi row state', 32)).toString(
    'hex',
  );
}

/** A password may also be a function that fetches it, which says nothing that lasts. */
function passwordText(password: unknown): string | undefined {
  return typeof password === 'string' ? password : undefined;
}
