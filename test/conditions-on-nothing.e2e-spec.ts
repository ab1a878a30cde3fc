import { expect, it } from 'vitest';

import {
  type Condition,
  Endpoint,
  type EndpointService,
  Field,
  type FilterBackend,
  type FilterContext,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  type NarrowedCollection,
  RestEndpoint,
} from '../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import type { TestServer } from './support/servers.js';

const nothing = () => ({ owner: 'ann' });

/** Conditions that MikroORM reads as none, or as less than they look like. */
const HOLES: Readonly<Record<string, unknown>> = {
  'a member of {}': { owner: {} },
  'a member of no prototype': { owner: Object.create(null) as object },
  'a member that inherits all': { owner: Object.create({ name: 'ann' }) as object },
  'a member of {} beside others': { text: 'a', owner: {} },
  'a json member of {}': { facts: {} },
  'a json member within': { facts: { color: {} } },
  '$or of {}': { $or: [{}] },
  '$or of {} and others': { $or: [{}, { owner: 'ann' }] },
  '$or of null': { $or: [null] },
  '$or of a function': { $or: [nothing] },
  '$and of none': { $and: [] },
  '$or of $and of {}': { $or: [{ $and: [{}] }] },
  '$not of $and of {}': { $not: { $and: [{}, { $and: [{}] }] } },
  '$and of undefined': { $and: [{ text: 'a' }, undefined] },
  '$not of {}': { $not: {} },
  '$or of a member of {}': { $or: [{ $and: [{ owner: {} }] }] },
  'a list of {}': [{}],
  'a list of null': [null],
  'a list of a list of none': [[]],
  '$or of a list of a list of none': { $or: [[[]]] },
  'a map': new Map([['owner', 'ann']]),
  'an object of getters': new (class {
    get owner() {
      return 'an' + 'n';
    }
  })(),
  'undefined in an object without prototype': {
    $or: [Object.assign(Object.create(null) as object, { owner: undefined })],
  },
  'undefined for an operator': { owner: { $ne: undefined } },
  'a function': nothing,
  'a text': '1',
  null: null,
};

/** Conditions with the rows that they mean. */
const MEANT: Readonly<Record<string, readonly [condition: unknown, rows: readonly string[]]>> = {
  '{}': [{}, ['a', 'b']],
  undefined: [undefined, ['a', 'b']],
  '$or of none': [{ $or: [] }, []],
  'a list of none': [[], []],
  '$in of none': [{ owner: { $in: [] } }, []],
  '$nin of none': [{ owner: { $nin: [] } }, ['a', 'b']],
  'a member of null': [{ facts: null }, []],
  'a json value of {}': [{ facts: { $eq: {} } }, ['a']],
  'json values, {} among them': [{ facts: { $in: [{}] } }, ['a']],
  '$not of a condition': [{ $not: { owner: 'ann' } }, ['b']],
  '$and of {}': [{ $and: [{ text: 'a' }, {}] }, ['a']],
  '$and of {} alone': [{ $and: [{}, {}] }, ['a', 'b']],
  '$and of conditions': [{ $and: [{ owner: 'ann' }, { text: { $ne: 'z' } }] }, ['a']],
};

const conditionOf = ({ headers }: LightApiRequest): unknown => {
  const asked = decodeURIComponent(String(headers['x-condition']));
  return asked in HOLES ? HOLES[asked] : MEANT[asked]?.[0];
};

abstract class NoteFields extends RestEndpoint {
  @Field()
  text!: string;

  @Field()
  owner!: string;

  @Field({ type: 'json' })
  facts!: unknown;
}

@Endpoint('/notes')
class Note extends NoteFields {}

@Endpoint('/scoped', { table: 'notes' })
class ScopedNote extends NoteFields {
  override scope(request: LightApiRequest) {
    return conditionOf(request) as Condition<NoteFields>;
  }
}

@Endpoint('/queried', { table: 'notes' })
class QueriedNote extends NoteFields {
  override queryset(request: LightApiRequest) {
    return conditionOf(request) as Condition<NoteFields>;
  }
}

class ConditionFilter implements FilterBackend {
  readonly parameters = [];

  filter(collection: NarrowedCollection, { request }: FilterContext) {
    const condition = request && conditionOf(request);
    return condition === undefined ? collection : collection.where(condition as object);
  }
}

@Endpoint('/filtered', { table: 'notes', filtering: { backends: [ConditionFilter] } })
class FilteredNote extends NoteFields {}

describeOnEachDatabase('a condition', (server) => {
  it.each(Object.keys(HOLES))('that is none refuses the request: %s', async (name) => {
    const { api, notes } = await twoNotes(server);
    const headers = { 'x-condition': encodeURIComponent(name) };

    const answers = [
      await api.get('/scoped', headers),
      await api.get('/scoped/1', headers),
      await api.post('/scoped', { text: 'c', owner: 'ann', facts: {} }, headers),
      await api.patch('/scoped/1', { text: 'stolen', version: 1 }, headers),
      await api.delete('/scoped/1', headers),
      await api.get('/queried', headers),
      await api.get('/filtered', headers),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    expect((await notes.list()).results).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  });

  it.each(Object.keys(HOLES))('that is none is no condition of a program: %s', async (name) => {
    const { notes } = await twoNotes(server);

    const list = notes.list({ where: HOLES[name] as object });

    await expect(list).rejects.toBeInstanceOf(TypeError);
  });

  it('that is a promise is a forgotten await of a program', async () => {
    const { notes } = await twoNotes(server);

    const list = notes.list({ where: Promise.resolve({ owner: 'ann' }) as object });

    await expect(list).rejects.toThrow('where: a Promise is no condition.');
  });

  it.each(Object.entries(MEANT))('means what it says: %s', async (name, [where, rows]) => {
    const { api, notes } = await twoNotes(server);
    const headers = { 'x-condition': encodeURIComponent(name) };

    const lists = [
      (await api.get('/scoped', headers)).json,
      (await api.get('/queried', headers)).json,
      (await api.get('/filtered', headers)).json,
      await notes.list({ where: where as object }),
    ];

    for (const { results } of lists)
      expect((results as NoteFields[]).map(({ text }) => text)).toEqual(rows);
  });
});

async function twoNotes(server: TestServer) {
  const database = await freshDatabase(server);
  const endpoints = [Note, ScopedNote, QueriedNote, FilteredNote];
  const api = await startNest({ imports: [LightApiModule.forRoot({ database, endpoints })] });
  const notes = api.app.get<EndpointService<Note>>(getEndpointToken(Note));
  await notes.create({ text: 'a', owner: 'ann', facts: {} });
  await notes.create({ text: 'b', owner: 'ben', facts: { color: 'red' } });
  return { api, notes };
}
