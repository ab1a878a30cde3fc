import type { TestServer } from './servers.js';
import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  RestEndpoint,
} from '../../lib/index.js';
import { type JsonRow, NAIVE_FIELDS } from './naive-collection.js';
import { freshDatabase, startNest } from './nest-app.js';

const filtering = {
  fields: ['batch', ...Object.keys(NAIVE_FIELDS)],
  search: ['name'],
  ordering: Object.keys(NAIVE_FIELDS),
};

abstract class Naive extends RestEndpoint {
  /** What one run of a property is about. */
  @Field({ type: 'int', index: true })
  batch!: number;

  @Field({ type: 'string', optional: true })
  name?: string | null;

  @Field({ type: 'int', optional: true })
  amount?: number | null;

  @Field({ type: 'bigint', optional: true })
  total?: bigint | null;

  @Field({ type: 'float', optional: true })
  ratio?: number | null;

  @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
  price?: string | null;

  @Field({ type: 'boolean', optional: true })
  flag?: boolean | null;

  @Field({ type: 'datetime', optional: true })
  moment?: Date | null;

  @Field({ type: 'date', optional: true })
  day?: string | null;

  @Field({ type: 'uuid', optional: true })
  ref?: string | null;
}

/** The rows by page number … */
@Endpoint('/numbered', { table: 'naive', filtering, pagination: { style: 'page_number' } })
export class Numbered extends Naive {}

/** … and the same rows by cursor. */
@Endpoint('/walked', { table: 'naive', filtering, pagination: { style: 'cursor' } })
export class Walked extends Naive {}

/** Serves both endpoints, and stores batches of rows. */
export async function startNaive(server: TestServer) {
  const database = await freshDatabase(server);
  const endpoints = [Numbered, Walked];
  const api = await startNest({ imports: [LightApiModule.forRoot({ database, endpoints })] });
  const service = api.app.get<EndpointService<Walked>>(getEndpointToken(Walked));
  let batches = 0;
  const store = async (rows: readonly object[]) => {
    const batch = ++batches;
    const made: number[] = [];
    for (const row of rows) made.push((await service.create({ ...row, batch })).id as number);
    return { batch, rows: rows.map((row, at): JsonRow => ({ ...row, id: made[at] })) };
  };
  return { api, store };
}
