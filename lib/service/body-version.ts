import { InvalidValue } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { DetailEntry } from '../error/request.error.js';
import { versionOf } from './resource-versions.js';
import { unreadable } from '../validate/detail-entries.js';
import { isObject } from '../validate/input.validator.js';

/** The version that a body has, and what is wrong with it. */
export interface BodyVersion {
  readonly version: string | undefined;
  readonly problems: readonly DetailEntry[];
}

/** Reads the version that a body says it is a change of. */
export type BodyVersionReader = (body: unknown, required: boolean) => BodyVersion;

/** @returns what reads bodies; `required`: there is no `If-Match` that could take its place */
export function bodyVersionReader({ version, columns }: EndpointModel): BodyVersionReader {
  if (version?.kind !== 'column') return tagReader(columns.every(({ name }) => name !== MEMBER));
  const { name: member = MEMBER, type } = columns[version.at] ?? {};
  return (body, required) => {
    const given = isObject(body) && Object.hasOwn(body, member) ? body[member] : undefined;
    if (typeof given === 'bigint' || (typeof given === 'number' && Number.isInteger(given)))
      return { version: String(given), problems: [] };
    if (typeof given === 'string' && DIGITS.test(given) && isText(type, given))
      return { version: given, problems: [] };
    if (given === undefined || given === null)
      return { version: undefined, problems: missing(member, required) };
    return { version: undefined, problems: [unreadable(member, NO_INTEGER, given)] };
  };
}

/** What a body says its version by, if the table has no such column. */
const MEMBER = 'version';

const DIGITS = /^-?\d{1,19}$/;

/** Whether digits are a text in JSON: those of a `bigint`, and what no number holds. */
function isText(type: string | undefined, digits: string): boolean {
  return type === 'bigint' || (type === 'wide_int' && !Number.isSafeInteger(Number(digits)));
}

const NO_INTEGER = new InvalidValue('int_type', 'Input should be a valid integer');
const NO_TEXT = new InvalidValue('string_type', 'Input should be a valid string');

/** Where the version is a text of the database's own: the entity tag has it. */
function tagReader(isFree: boolean): BodyVersionReader {
  return (body, required) => {
    const given = isFree && isObject(body) && Object.hasOwn(body, MEMBER) ? body[MEMBER] : null;
    const version = given ?? versionOf(body) ?? null;
    if (typeof version === 'string') return { version, problems: [] };
    if (version === null) return { version: undefined, problems: required ? [UNTAGGED] : [] };
    return { version: undefined, problems: [unreadable(MEMBER, NO_TEXT, version)] };
  };
}

const UNTAGGED = entry(
  MEMBER,
  'missing',
  'Field required: send If-Match with the ETag that a GET of the resource has answered',
);

function missing(member: string, required: boolean): DetailEntry[] {
  return required ? [entry(member, 'missing', 'Field required')] : [];
}

function entry(member: string, type: string, msg: string): DetailEntry {
  return { type, loc: [member], msg, input: null };
}
