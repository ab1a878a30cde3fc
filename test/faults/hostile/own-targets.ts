import { PROGRAM } from '../../support/cli-process.js';
import { configFile } from '../../support/config-file.js';
import { LEGACY } from '../../support/legacy-schema.js';
import { runScript } from '../../support/reflection.js';
import { SECRET } from '../../support/tokens.js';
import type { FuzzTarget } from './fuzz-target.js';
import { TargetProcess } from './target-process.js';

const FIELDS = `
      name: { type: string, max_length: 300, optional: true }
      note: { type: text, optional: true }
      amount: { type: int, optional: true }
      total: { type: bigint, optional: true }
      ratio: { type: float, optional: true }
      price: { type: decimal, precision: 12, scale: 3, optional: true }
      flag: { type: boolean, optional: true }
      moment: { type: datetime, optional: true }
      day: { type: date, optional: true }
      clock: { type: time, optional: true }
      ref: { type: uuid, optional: true }
      data: { type: json, optional: true }
      kind: { type: enum, values: [a, "it's"], optional: true }
      code: { type: string, pattern: '^(a+)+$', optional: true }`;

const FILTERED = '[name, amount, total, ratio, price, flag, moment, day, ref, kind]';
const FILTERING = `{ fields: ${FILTERED}, search: [name, note], ordering: ${FILTERED} }`;

const ALL_TYPES = `
auth: { login_validator: ./nobody.js#login }
endpoints:
  - route: /things
    fields: ${FIELDS}
    meta: { table: things, pagination: { style: page_number }, filtering: ${FILTERING} }
  - route: /walked
    fields: ${FIELDS}
    meta: { table: things, pagination: { style: cursor }, filtering: ${FILTERING}, cache: { ttl: 1 } }
  - route: /guarded
    fields: ${FIELDS}
    meta:
      authentication: { backend: JWTAuthentication, permission: IsAuthenticated }
      filtering: { fields: [name], search: [name], ordering: [name] }
`;

const MEMBERS = {
  name: 'text',
  note: 'text',
  amount: 'int',
  total: 'bigint',
  ratio: 'float',
  price: 'decimal',
  flag: 'boolean',
  moment: 'datetime',
  day: 'date',
  clock: 'time',
  ref: 'uuid',
  data: 'json',
  kind: 'text',
  code: 'text',
} as const;

const REFLECTED = (isPostgres: boolean) => `
endpoints:
  - { route: /artists, reflect: true, meta: { table: Artist, filtering: { fields: [Name, big, status, price], search: [Name, note], ordering: [Name, big, price] } } }
  - { route: /order-lines, reflect: true, meta: { table: order_line } }
  - { route: /artist-names, reflect: true, meta: { table: artist_names } }
${isPostgres ? '  - { route: /exotics, reflect: true, meta: { table: exotic } }' : ''}
`;

function serve(file: string, database: string): Promise<TargetProcess> {
  const variables = { LIGHTAPI_DATABASE_URL: database, LIGHTAPI_JWT_SECRET: SECRET };
  return TargetProcess.start([PROGRAM, 'serve', file], variables);
}

/** Every type of field, by pages, by cursor, behind a token. */
export const ALL_TYPES_TARGET: FuzzTarget = {
  name: 'all types of fields',
  routes: ['/things', '/walked', '/guarded'].map((path) => ({ path, members: MEMBERS, good: {} })),
  async start(_server, database) {
    const others = { 'nobody.js': 'export const login = () => null;' };
    return serve(await configFile(ALL_TYPES, others), database);
  },
};

/** Tables and views that somebody else made, with keys of two columns. */
export const LEGACY_TARGET: FuzzTarget = {
  name: 'a reflected legacy schema',
  routes: [
    {
      path: '/artists',
      members: {
        Name: 'text',
        boss: 'other',
        status: 'text',
        price: 'decimal',
        loose: 'other',
        big: 'other',
        made: 'other',
        note: 'text',
        data: 'other',
        odd: 'other',
        typeless: 'other',
        body: 'other',
      },
      good: { Name: '"artist #"', code: '"c#"' },
    },
    {
      path: '/order-lines',
      members: { order_no: 'int', line_no: 'int', what: 'text' },
      good: { order_no: '#', line_no: '1' },
      ids: ['1,1', '1,2', '1%2C1', '1,', '1,1,1', '1,1e0', '9999999999,1'],
    },
    { path: '/artist-names', members: { Name: 'text' }, good: {} },
    {
      path: '/exotics',
      members: {
        tags: 'other',
        numbers: 'other',
        moments: 'other',
        grid: 'other',
        span: 'other',
        ip: 'other',
        data: 'other',
        cash: 'other',
        pause: 'other',
        flags: 'other',
        doc: 'other',
        point: 'other',
        spot: 'other',
        clock: 'other',
        body: 'other',
        label: 'other',
      },
      good: {},
      ids: ['0a000000-0000-4000-8000-000000000000', '1'],
    },
  ],
  async start({ name }, database) {
    await runScript(database, LEGACY[name]);
    return serve(await configFile(REFLECTED(name === 'PostgreSQL')), database);
  },
};
