import { isDeepStrictEqual } from 'node:util';

import { isToldByVersion } from '../service/endpoint-hooks.js';
import type { ContractCheck, ContractSubject } from './contract.subject.js';

/** What a new resource is answered with, and what reads it. */
export const READING_CHECKS: readonly ContractCheck[] = [
  { needs: ['create'], run: creates },
  { needs: ['list'], run: lists },
  { needs: ['retrieve'], run: retrieves },
  { needs: ['retrieve'], run: answersHead },
  { needs: ['retrieve'], run: answersNotModified },
];

async function creates(subject: ContractSubject): Promise<void> {
  const { path, shown, body, entityTag } = await subject.stored();
  if (!path.startsWith(`${subject.path}/`))
    subject.fail(`a POST is answered with the Location '${path}', not one below the collection`);
  if (subject.model.version !== undefined && entityTag === '')
    subject.fail('a POST is answered without an ETag');
  for (const [name, value] of Object.entries(body))
    if (Object.hasOwn(shown, name) && !isDeepStrictEqual(shown[name], value))
      subject.fail(
        `a POST with '${name}' of ${JSON.stringify(value)} shows ${JSON.stringify(shown[name])}`,
      );
}

async function lists(subject: ContractSubject): Promise<void> {
  const answer = await subject.send('GET', subject.path);
  subject.expect(answer, 200, 'a GET of the collection');
  const { results } = answer.json as { results?: unknown };
  if (!Array.isArray(results)) subject.fail(`a GET of the collection has no list 'results'`);
}

async function retrieves(subject: ContractSubject): Promise<void> {
  const { path, entityTag } = await subject.stored();
  const answer = await subject.send('GET', path);
  subject.expect(answer, 200, 'a GET of a resource');
  if (answer.entityTag !== entityTag)
    subject.fail(
      `a GET of a new resource has the ETag ${answer.entityTag}, and its POST had ${entityTag}`,
    );
}

async function answersHead(subject: ContractSubject): Promise<void> {
  const { path } = await subject.stored();
  const [get, head] = [await subject.send('GET', path), await subject.send('HEAD', path)];
  subject.expect(head, get.status, 'a HEAD of a resource');
  if (head.text !== '' || head.entityTag !== get.entityTag)
    subject.fail('a HEAD is not answered with the headers of GET alone');
}

async function answersNotModified(subject: ContractSubject): Promise<void> {
  const { path, entityTag } = await subject.stored();
  if (entityTag === '') return;
  const answer = await subject.send('GET', path, { ifNoneMatch: entityTag });
  const status = isToldByVersion(subject.endpoint, subject.model) ? 304 : 200;
  subject.expect(answer, status, 'a GET with If-None-Match of what is stored');
  if (answer.entityTag === '') return;
  const stale = await subject.send('GET', path, { ifMatch: '"stale"' });
  subject.expect(stale, 412, 'a GET with If-Match of something else');
}
