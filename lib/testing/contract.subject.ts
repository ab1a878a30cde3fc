import { AssertionError } from 'node:assert';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { methodsAt, type RoutePath, servedBy } from '../route/endpoint-routes.js';
import type { RowBody } from './row.factory.js';
import type { TestApi } from './test-api.js';
import type { TestClient } from './test-client.js';
import type { TestAnswer, TestRequest } from './test-request.interface.js';

/** What a check asks of the endpoint to make sense: a verb at the collection, or at one resource. */
export type ServedVerb = 'list' | 'create' | 'retrieve' | 'replace' | 'change' | 'destroy';

/** One sentence of the contract. */
export interface ContractCheck {
  readonly needs: readonly ServedVerb[];
  run(subject: ContractSubject): Promise<void>;
}

const VERBS: Record<ServedVerb, readonly [RoutePath, HttpMethod]> = {
  list: ['', 'GET'],
  create: ['', 'POST'],
  retrieve: [':id', 'GET'],
  replace: [':id', 'PUT'],
  change: [':id', 'PATCH'],
  destroy: [':id', 'DELETE'],
};

/** What the subject is made of. */
export interface ContractSubjectParts {
  readonly api: TestApi;
  readonly endpoint: EndpointClass;
  readonly client: TestClient;
  readonly row: RowBody;
  /** Of the collection. */
  readonly path: string;
}

/** A resource that a check has to itself. */
export interface StoredResource {
  readonly path: string;
  readonly entityTag: string;
  /** As GET would show it. */
  readonly shown: RowBody;
  /** What it was made from. */
  readonly body: RowBody;
}

/** The endpoint that is judged, and how it is asked. */
export class ContractSubject {
  readonly endpoint: EndpointClass;
  readonly model: EndpointModel;
  readonly path: string;

  constructor(private readonly parts: ContractSubjectParts) {
    this.endpoint = parts.endpoint;
    this.model = parts.api.modelOf(parts.endpoint);
    this.path = parts.path;
  }

  serves(verb: ServedVerb): boolean {
    const [path, method] = VERBS[verb];
    return servedBy(this.model)[path].includes(method);
  }

  /** A verb that the path does not answer, if there is one. */
  missingVerb(path: RoutePath): HttpMethod | undefined {
    const all: readonly HttpMethod[] = ['PATCH', 'POST', 'DELETE', 'PUT', 'GET'];
    const served = servedBy(this.model)[path];
    if (served.length === 0) return undefined;
    return all.find((method) => !methodsAt(path, served).includes(method));
  }

  /** A body that makes a row, another one each time. */
  body(): Promise<RowBody> {
    const { api, endpoint, row } = this.parts;
    return api.rowOf(endpoint, row);
  }

  /** A new resource: made by a request where there is one for it. */
  async stored(): Promise<StoredResource> {
    const body = await this.body();
    if (this.serves('create')) {
      const answer = await this.send('POST', this.path, { body });
      this.expect(answer, 201, 'a POST of a valid row');
      const { location: path, entityTag } = answer;
      return { path, entityTag, shown: answer.json as RowBody, body };
    }
    const { api, endpoint } = this.parts;
    const made = await api.create(endpoint, body);
    const path = `${this.path}/${api.keyOf(endpoint, made)}`;
    const answer = await this.send('GET', path);
    return { path, entityTag: answer.entityTag, shown: answer.json as RowBody, body };
  }

  async send(method: string, path: string, request: TestRequest = {}): Promise<TestAnswer> {
    return this.parts.client.send(method, path, request);
  }

  /** @param what - the request, in words */
  expect(answer: TestAnswer, status: number, what: string): void {
    if (answer.status === status) return;
    const told = answer.text === '' ? 'nothing' : answer.text.slice(0, LONGEST_TEXT);
    this.fail(`${what} is answered ${answer.status}, not ${status}: ${told}${hint(answer)}`);
  }

  fail(message: string): never {
    throw new AssertionError({
      message: `${this.parts.endpoint.name} at ${this.path}: ${message}`,
    });
  }
}

/** Characters of an answer that a message shows. */
const LONGEST_TEXT = 300;

function hint({ status }: TestAnswer): string {
  if (status !== 401 && status !== 403) return '';
  return ` Name somebody who may do it: expectContract(api, …, { client: api.as({ … }) }).`;
}
