import type { ConfigPath, ConfigPlaces } from './config-places.js';

/** `ProductsEndpoint.price: …` and `ProductsEndpoint: …`. */
const SUBJECT = /^([A-Za-z_$][\w$]*)(?:\.([^:\s]+))?: ([^]*)$/;

/** `'filtering.fields' …`, `'pagination.style' …`: the option that a sentence begins with. */
const OPTION = /^'(\w+)(?:\.(\w+))?'/;

/**
 * A problem of a declaration, with the place in the file that the declaration came from.
 *
 * @param origins - where each class's endpoint stands
 */
export function located(
  problem: string,
  origins: ReadonlyMap<string, ConfigPath>,
  places: ConfigPlaces,
): string {
  const [, name = '', field, sentence = problem] = SUBJECT.exec(problem) ?? [];
  const origin = origins.get(name);
  if (origin === undefined) return `${places.at([])}: ${problem}`;
  return `${places.at(placeOf(origin, { field, sentence }, places))}: ${sentence}`;
}

function placeOf(
  origin: ConfigPath,
  { field, sentence }: { readonly field: string | undefined; readonly sentence: string },
  places: ConfigPlaces,
): ConfigPath {
  if (field !== undefined) return [...origin, 'fields', field];
  const [, group, option] = OPTION.exec(sentence) ?? [];
  if (group === undefined) return origin;
  const path = [...origin, 'meta', group, ...(option === undefined ? [] : [option])];
  return places.has(path.slice(0, -1)) ? path : origin;
}
