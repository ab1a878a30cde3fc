import type { DetailEntry } from '../error/request.error.js';
import { isObject } from '../validate/input.validator.js';

/** The `version` that a body has, and what is wrong with it. */
export interface BodyVersion {
  readonly version: number | undefined;
  readonly problems: readonly DetailEntry[];
}

/** @param required - there is no `If-Match` that could take its place */
export function readBodyVersion(body: unknown, required: boolean): BodyVersion {
  const given = isObject(body) && Object.hasOwn(body, 'version') ? body.version : undefined;
  if (typeof given === 'number' && Number.isInteger(given)) return { version: given, problems: [] };
  if (given === undefined || given === null)
    return { version: undefined, problems: missing(required) };
  return { version: undefined, problems: [entry('int_type', 'Input should be a valid integer')] };
}

function missing(required: boolean): DetailEntry[] {
  return required ? [entry('missing', 'Field required')] : [];
}

function entry(type: string, msg: string): DetailEntry {
  return { type, loc: ['version'], msg, input: null };
}
