import { expect, it } from 'vitest';

import { Endpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import { modelFingerprint } from './cache-namespace.js';

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

const MODEL = buildEndpointModels([Book], undefined).models.get(Book)!;

it.each<[string, Partial<EndpointModel>]>([
  ['key', { key: { ...MODEL.key, at: [0] } }],
  ['version', { version: { kind: 'state', at: 4 } }],
  ['version, which there is none of', { version: undefined }],
  ['columns', { columns: MODEL.columns.slice(1) }],
])('an endpoint with another %s has other answers', (_what, change) => {
  const known = modelFingerprint(MODEL, []);

  expect(modelFingerprint({ ...MODEL }, [])).toBe(known);
  expect(modelFingerprint({ ...MODEL, ...change }, [])).not.toBe(known);
});
