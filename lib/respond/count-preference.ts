import { COUNT_MODES, type CountMode } from '../declare/pagination-options.interface.js';

const COUNT = /^\s*count\s*=\s*"?([a-z]+)"?\s*(?:;|$)/i;

/**
 * What `Prefer: count=exact`, `estimated` or `none` asks for, in PostgREST's words. The first one
 * counts; a preference that is not understood is none.
 *
 * @see RFC 7240, section 2
 */
export function countPreference(header: string | readonly string[] | undefined) {
  if (header === undefined) return undefined;
  const preferences = [header].flat().join(',').split(',');
  const word = preferences.map((preference) => COUNT.exec(preference)?.[1]).find(Boolean);
  return COUNT_MODES.find((mode): mode is CountMode => mode === word?.toLowerCase());
}
