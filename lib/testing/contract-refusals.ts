import type { RoutePath } from '../route/endpoint-routes.js';
import type { ContractCheck, ContractSubject } from './contract.subject.js';

/** Resources that can't be there, by what an id looks like. */
const UNKNOWN_IDS = ['2147483647', 'ffffffff-ffff-4fff-bfff-ffffffffffff', 'unknown'];

/** What is refused, and by which words. */
export const REFUSAL_CHECKS: readonly ContractCheck[] = [
  { needs: ['create'], run: refusesWrongBody },
  { needs: ['create'], run: refusesBrokenJson },
  { needs: ['retrieve'], run: knowsNoOthers },
  { needs: [], run: (subject) => refusesVerb(subject, '') },
  { needs: [], run: (subject) => refusesVerb(subject, ':id') },
];

async function refusesWrongBody(subject: ContractSubject): Promise<void> {
  const list = await subject.send('POST', subject.path, { body: [] });
  subject.expect(list, 422, 'a POST of a list');
  const { detail } = list.json as { detail?: unknown };
  if (!Array.isArray(detail)) subject.fail(`a POST of a list is answered without a list 'detail'`);
}

async function refusesBrokenJson(subject: ContractSubject): Promise<void> {
  const answer = await subject.send('POST', subject.path, { body: '{' });
  subject.expect(answer, 400, 'a POST of broken JSON');
}

async function knowsNoOthers(subject: ContractSubject): Promise<void> {
  for (const id of UNKNOWN_IDS) {
    const answer = await subject.send('GET', `${subject.path}/${id}`);
    subject.expect(answer, 404, `a GET of '${id}', which is not there,`);
  }
}

async function refusesVerb(subject: ContractSubject, path: RoutePath): Promise<void> {
  const method = subject.missingVerb(path);
  if (method === undefined) return;
  const place = path === '' ? subject.path : `${subject.path}/1`;
  const answer = await subject.send(method, place, method === 'GET' ? {} : { body: {} });
  subject.expect(answer, 405, `a ${method} of ${place}, which is not declared,`);
  if (!answer.headers.has('allow')) subject.fail(`a 405 of ${place} has no Allow`);
}
