import { onTestFinished } from 'vitest';

import { SERVERS } from '../../support/servers.js';

/** Databases that only hold what is stored in them: these cases break none. */
export function serversOf() {
  return SERVERS.map((server) => ({
    ...server,
    async url(): Promise<string> {
      const database = await server.create();
      onTestFinished(() => database.drop());
      return database.url;
    },
  }));
}
