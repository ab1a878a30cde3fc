import type { Answer } from '../../workload/api.js';
import type { Request } from '../../workload/workload.interface.js';

const DETAILS: Record<number, string> = { 404: 'not found', 409: 'version conflict' };

/** A refusal in the words of the other servers: what they call it, peers say with texts of their own. */
export function refusal(status: number, { method }: Request): Answer {
  // An id that is no number is a row that is not there; a body with a wrong value is one refused.
  const meant = status === 400 ? (method === 'GET' ? 404 : 422) : status;
  return { status: meant, body: { detail: DETAILS[meant] ?? 'refused' } };
}
