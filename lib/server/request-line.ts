import { styleText } from 'node:util';

import type { onResponseHookHandler } from 'fastify';

/** Characters of a URL that are shown. */
const LONGEST = 120;

type Colour = Parameters<typeof styleText>[0];

/** By the first digit of the status. */
const COLOURS: Readonly<Record<string, Colour>> = { 2: 'green', 3: 'cyan', 4: 'yellow', 5: 'red' };

/** Writes a line for an answered request: time, verb, URL, status, milliseconds, id. */
export const logRequest: onResponseHookHandler = ({ method, url, id }, reply, done) => {
  const status = String(reply.statusCode);
  const time = new Date().toTimeString().slice(0, 8);
  const shown = url.length > LONGEST ? `${url.slice(0, LONGEST)}…` : url;
  console.log(
    `${styleText('dim', time)} ${method} ${shown} ${styleText(COLOURS[status.charAt(0)] ?? 'reset', status)} ${reply.elapsedTime.toFixed(1)} ms ${styleText('dim', id)}`,
  );
  done();
};
