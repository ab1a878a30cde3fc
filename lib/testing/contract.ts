import { AssertionError } from 'node:assert';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import { ContractSubject } from './contract.subject.js';
import { READING_CHECKS } from './contract-reading.js';
import { REFUSAL_CHECKS } from './contract-refusals.js';
import { WRITING_CHECKS } from './contract-writing.js';
import type { RowOverrides } from './row-of.js';
import type { TestApi } from './test-api.js';
import type { TestClient } from './test-client.js';

/**
 * What `expectContract` needs to know besides the class.
 *
 * @publicApi
 */
export interface ContractOptions<T = unknown> {
  /** Who calls; somebody who may use every verb of the endpoint. @default the api itself */
  readonly client?: TestClient;
  /** Members of every row that is sent, where no value could be guessed. */
  readonly row?: RowOverrides<T>;
  /** Where the collection is, e.g. with an API version. @default its route behind the global prefix */
  readonly path?: string;
}

const CHECKS = [...READING_CHECKS, ...WRITING_CHECKS, ...REFUSAL_CHECKS];

/**
 * Sends the requests that every endpoint answers in the same way, for each verb that this one has:
 * creating, reading, HEAD and 304, changing and replacing by version and by entity tag, deleting;
 * and 404, 405, 409, 412 and 422 where they belong.
 *
 * @throws AssertionError that names every answer that was not as it should be
 * @example
 * ```ts
 * it('keeps the contract', () => expectContract(api, Book));
 * ```
 * @publicApi
 */
export async function expectContract<T extends RestEndpoint>(
  api: TestApi,
  endpoint: EndpointClass<T>,
  options: ContractOptions<T> = {},
): Promise<void> {
  const subject = new ContractSubject({
    api,
    endpoint,
    client: options.client ?? api,
    row: options.row ?? {},
    path: options.path ?? api.pathOf(endpoint),
  });
  const broken: string[] = [];
  for (const check of CHECKS.filter(({ needs }) => needs.every((verb) => subject.serves(verb))))
    await check.run(subject).catch((error: unknown) => {
      if (!(error instanceof AssertionError)) throw error;
      broken.push(error.message);
    });
  if (broken.length === 0) return;
  const message = `${endpoint.name} breaks its contract:\n${broken.map((one) => `- ${one}`).join('\n')}`;
  throw new AssertionError({ message });
}
