import type { MikroORM } from '@mikro-orm/core';

/**
 * What processes that serve one database have in common, and strangers do not know: where it is and
 * how to get in. Cursors are sealed with it where the application gives no secret of its own.
 */
export function databaseSecret({ config }: MikroORM): string {
  const { clientUrl, host, port, dbName, user, password } = config.getAll();
  return JSON.stringify([clientUrl, host, port, dbName, user, passwordText(password)]);
}

/** A password may also be a function that fetches it, which says nothing that lasts. */
function passwordText(password: unknown): string | undefined {
  return typeof password === 'string' ? password : undefined;
}
