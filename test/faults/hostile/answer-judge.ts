import { withSlack } from '../frame/form.js';
import type { RawAnswer } from './raw-exchange.js';

/** No request may take longer, in milliseconds. */
export const LONGEST_MS = withSlack(2000);

/** What only the inside of a server knows. */
const INSIDE = /node_modules|\n\s+at |SQLITE_|sqlstate|HPE_|FST_|\.ts:\d|\.js:\d|driverexception/i;

/** What is wrong with an answer; `undefined` where nothing is. */
export function faultOf(method: string, answer: RawAnswer): string | undefined {
  const { status, took, hangs, answers, body } = answer;
  if (hangs) return 'no end';
  if (took > LONGEST_MS) return `took ${Math.round(took)} ms`;
  if (status === 0) return 'no answer';
  if (status >= 500) return `${status} ${body.slice(0, 200)}`;
  if (answers !== 1) return `${answers} answers`;
  return status >= 400 && method !== 'HEAD' ? faultOfError(answer) : undefined;
}

function faultOfError({ status, headers, body }: RawAnswer): string | undefined {
  const type = headers.get('content-type') ?? 'none';
  if (!/^application\/(?:problem\+)?json; charset=utf-8$/.test(type))
    return `${status} of type ${type}`;
  if (INSIDE.test(body)) return `${status} tells of the inside: ${body.slice(0, 300)}`;
  const { detail } = JSON.parse(body) as { detail?: unknown };
  return typeof detail === 'string' || Array.isArray(detail)
    ? undefined
    : `${status} without detail`;
}
