import type { ContractCheck, ContractSubject, StoredResource } from './contract.subject.js';
import type { TestAnswer } from './test-request.interface.js';

type Write = 'PUT' | 'PATCH';

/** What changes, replaces and deletes a resource, and who comes too late. */
export const WRITING_CHECKS: readonly ContractCheck[] = [
  { needs: ['change'], run: (subject) => writesOnce(subject, 'PATCH') },
  { needs: ['change'], run: (subject) => refusesLateVersion(subject, 'PATCH') },
  { needs: ['change'], run: (subject) => wantsVersion(subject, 'PATCH') },
  { needs: ['replace'], run: (subject) => writesOnce(subject, 'PUT') },
  { needs: ['replace'], run: (subject) => refusesLateVersion(subject, 'PUT') },
  { needs: ['replace'], run: (subject) => wantsVersion(subject, 'PUT') },
  { needs: ['destroy'], run: destroys },
];

/** An empty change is one, too. */
function write(subject: ContractSubject, method: Write, to: StoredResource) {
  const whole = method === 'PUT' ? to.body : {};
  return (members: object, ifMatch?: string): Promise<TestAnswer> =>
    subject.send(method, to.path, {
      body: { ...whole, ...members },
      ...(ifMatch !== undefined && { ifMatch }),
    });
}

async function writesOnce(subject: ContractSubject, method: Write): Promise<void> {
  const stored = await subject.stored();
  const send = write(subject, method, stored);
  const first = await send({}, stored.entityTag);
  subject.expect(first, 200, `a ${method} with If-Match of what is stored`);
  // The state of a row that nothing has changed is still the same.
  if (subject.model.version?.kind === 'state') return;
  if (first.entityTag === stored.entityTag) subject.fail(`a ${method} leaves the ETag as it was`);
  const late = await send({}, stored.entityTag);
  subject.expect(late, 412, `a ${method} with If-Match of what was stored before`);
}

async function refusesLateVersion(subject: ContractSubject, method: Write): Promise<void> {
  const stored = await subject.stored();
  const { version } = stored.shown;
  if (version === undefined) return;
  const send = write(subject, method, stored);
  subject.expect(await send({ version }), 200, `a ${method} with the version that is stored`);
  subject.expect(await send({ version }), 409, `a ${method} with a version that is outdated`);
}

async function wantsVersion(subject: ContractSubject, method: Write): Promise<void> {
  const send = write(subject, method, await subject.stored());
  subject.expect(await send({}), 422, `a ${method} without version and If-Match`);
}

async function destroys(subject: ContractSubject): Promise<void> {
  const { path, entityTag } = await subject.stored();
  const stale = await subject.send('DELETE', path, { ifMatch: '"stale"' });
  subject.expect(stale, 412, 'a DELETE with If-Match of something else');
  const gone = await subject.send('DELETE', path, {
    ...(entityTag !== '' && { ifMatch: entityTag }),
  });
  subject.expect(gone, 204, 'a DELETE with If-Match of what is stored');
  const again = await subject.send('DELETE', path);
  subject.expect(again, 404, 'a DELETE of what has been deleted');
}
