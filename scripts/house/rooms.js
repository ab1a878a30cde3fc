/**
 * The rooms of `lib/`, from the ground up: each imports those before it, and none behind it. `.` are
 * the files at the top of `lib/`, where applications come in. `docs/architecture.md` says what each
 * is for.
 */
export const ROOMS = [
  'error',
  'package',
  'declare',
  'model',
  'column',
  'query',
  'validate',
  'request',
  'store',
  'schema',
  'service',
  'telemetry',
  'respond',
  'guard',
  'middleware',
  'cache',
  'health',
  'route',
  'openapi',
  'options',
  'config',
  'migration',
  'introspect',
  'engine',
  'server',
  'module',
  '.',
  'testing',
  'cli',
];

/**
 * The room of a file.
 *
 * @param {string} path - relative to the root of the project, e.g. `lib/query/field.filter.ts`
 */
export function roomOf(path) {
  const [, room, ...rest] = path.split(/[\\/]/);
  return rest.length === 0 ? '.' : room;
}

/**
 * Why a file may not import another, `undefined` where it may.
 *
 * @param {string} from - relative to the root of the project
 * @param {string} to - the same
 */
export function arrowProblem(from, to) {
  const [room, other] = [roomOf(from), roomOf(to)];
  const [floor, otherFloor] = [ROOMS.indexOf(room), ROOMS.indexOf(other)];
  if (floor === -1) return `'lib/${room}' is no room of scripts/house/rooms.js.`;
  if (otherFloor <= floor) return undefined;
  return `'lib/${room}' is below 'lib/${other}' and does not import from it. Move what both need to the lower of them, or pass it in.`;
}
