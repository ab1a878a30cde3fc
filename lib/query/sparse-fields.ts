import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { QueryField } from './collection-schema.js';
import type { QueryParameters } from './query-parameters.js';
import { shown } from './query-string.parser.js';

/**
 * `?fields=id,title`: fewer members than there are to be read.
 *
 * @param readable - positions in `model.columns`, ascending
 * @returns some of `readable`; all of them where the request has no `fields`
 * @throws {@link MalformedRequestError} for a member that is not there, or hidden: which is not told
 */
export function sparseFields(
  parameters: QueryParameters,
  fields: ReadonlyMap<string, QueryField>,
  readable: readonly number[],
): readonly number[] {
  const text = parameters.one('fields');
  if (text === undefined) return readable;
  const asked = new Set(text.split(',').map((name) => positionOf(name, fields, readable)));
  return readable.filter((at) => asked.has(at));
}

function positionOf(
  name: string,
  fields: ReadonlyMap<string, QueryField>,
  readable: readonly number[],
): number {
  const position = fields.get(name)?.position;
  if (position !== undefined && readable.includes(position)) return position;
  throw new MalformedRequestError(`fields: there is no member '${shown(name)}'`);
}
