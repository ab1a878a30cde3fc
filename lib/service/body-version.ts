import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { DetailEntry } from '../error/request.error.js';
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
  const member = columns[version?.at ?? -1]?.name ?? 'version';
  return (body, required) => {
    const given = isObject(body) && Object.hasOwn(body, member) ? body[member] : undefined;
    if (typeof given === 'number' && Number.isInteger(given))
      return { version: String(given), problems: [] };
    if (given === undefined || given === null)
      return { version: undefined, problems: missing(member, required) };
    const problem = entry(member, 'int_type', 'Input should be a valid integer');
    return { version: undefined, problems: [problem] };
  };
}

function missing(member: string, required: boolean): DetailEntry[] {
  return required ? [entry(member, 'missing', 'Field required')] : [];
}

function entry(member: string, type: string, msg: string): DetailEntry {
  return { type, loc: [member], msg, input: null };
}
