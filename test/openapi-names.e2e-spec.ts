import { expect, it, onTestFinished } from 'vitest';

import { Endpoint, Field, LightApi, RestEndpoint } from '../lib/index.js';
import { type ApiDocument, mistakesIn } from './support/openapi.js';

class Named extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/slices')
class Slice extends Named {}

@Endpoint('/gases')
class Gas extends Named {}

@Endpoint('/data')
class SensorData extends Named {}

@Endpoint('/datum')
class SensorDatum extends Named {}

@Endpoint('/books')
class BookEndpoint extends Named {}

@Endpoint('/several')
class Books extends Named {}

it('classes have their own names in the document, and no two operations share one', async () => {
  const endpoints = [Slice, Gas, SensorData, SensorDatum, BookEndpoint, Books];

  const document = await documentOf(LightApi.create({ endpoints, ...MEMORY }));

  expect(await mistakesIn(document)).toEqual([]);
  expect(createdIn(document)).toEqual([
    'BookCreate',
    'BooksCreate',
    'GasCreate',
    'SensorDataCreate',
    'SensorDatumCreate',
    'SliceCreate',
  ]);
  expect(operationsAt(document, '/slices')).toEqual(['listSlices', 'createSlice']);
  expect(operationsAt(document, '/gases')).toEqual(['listGases', 'createGas']);
  expect(operationsAt(document, '/data')).toEqual(['listSensorData', 'createSensorData']);
  expect(operationsAt(document, '/datum')).toEqual(['listSensorData2', 'createSensorDatum']);
  expect(operationsAt(document, '/books')).toEqual(['listBooks', 'createBook']);
  expect(operationsAt(document, '/several')).toEqual(['listBooks2', 'createBooks']);
});

it('two classes of one name are told apart by a number', async () => {
  const other = Endpoint('/others');
  const Same = { Slice: class extends Named {} }.Slice;
  other(Same);

  const document = await documentOf(LightApi.create({ endpoints: [Slice, Same], ...MEMORY }));

  expect(operationsAt(document, '/slices')).toEqual(['listSlices', 'createSlice']);
  expect(operationsAt(document, '/others')).toEqual(['listSlices2', 'createSlice2']);
});

it('what a file serves is named in the singular of its path', async () => {
  const fields = { name: { type: 'str' } };
  const routes = ['/shop/products', '/police', '/slices'];
  const endpoints = routes.map((route) => ({ route, fields }));

  const api = await LightApi.fromObject({ database: { url: 'sqlite::memory:' }, endpoints });
  const document = await documentOf(api);

  expect(createdIn(document)).toEqual(['PoliceCreate', 'ShopProductCreate', 'SliceCreate']);
  expect(operationsAt(document, '/slices')).toEqual(['listSlices', 'createSlice']);
});

const MEMORY = { database: 'sqlite::memory:' };

async function documentOf(api: LightApi): Promise<ApiDocument & Record<string, unknown>> {
  const app = await api.buildApp();
  onTestFinished(() => app.close());
  const answer = await app.inject({ method: 'GET', url: '/openapi.json' });
  return answer.json();
}

function createdIn({ components }: ApiDocument): string[] {
  return Object.keys(components.schemas)
    .filter((name) => name.endsWith('Create'))
    .sort();
}

function operationsAt({ paths }: ApiDocument, path: string): string[] {
  return Object.values(paths[path] ?? {}).map(({ operationId }) => operationId);
}
