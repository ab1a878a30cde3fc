import type { Config } from './config.interface.js';
import { snakeCase } from './json-schema.js';
import type { ConfigPath, ConfigPlaces } from './config-places.js';

/** A file in our spelling, and the options that it has in both. */
export interface OneSpelling {
  readonly config: Config;
  readonly problems: readonly string[];
}

/** Writes every option as we do: `page_size` is `pageSize`. The file has passed the schema. */
export function inOneSpelling(value: unknown, places: ConfigPlaces): OneSpelling {
  const problems: string[] = [];
  const respell = (at: unknown, path: ConfigPath): unknown => {
    if (Array.isArray(at)) return at.map((item: unknown, index) => respell(item, [...path, index]));
    if (typeof at !== 'object' || at === null || isValue(path)) return at;
    const names = isNamedByAuthor(path) ? [] : Object.keys(at);
    const twice = names.filter(
      (name) => snakeCase(name) !== name && Object.hasOwn(at, snakeCase(name)),
    );
    for (const name of twice)
      problems.push(
        `${places.at([...path, name])}: it is there as '${snakeCase(name)}' too. Give one.`,
      );
    return Object.fromEntries(
      Object.entries(at).map(([name, member]) => [
        isNamedByAuthor(path) ? name : camelCase(name),
        respell(member, [...path, name]),
      ]),
    );
  };
  return { config: respell(value, []) as Config, problems };
}

/** `endpoints[0].fields` and `endpoints[0].meta.methods`; verbs have no other spelling anyway. */
function isNamedByAuthor([, , group, inner, ...rest]: ConfigPath): boolean {
  if (rest.length > 0) return false;
  return (group === 'fields' && inner === undefined) || (group === 'meta' && inner === 'methods');
}

/** `endpoints[0].fields.settings.default`: what is in it is stored, not read. */
function isValue([, , group, , option]: ConfigPath): boolean {
  return group === 'fields' && option === 'default';
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_found, letter: string) => letter.toUpperCase());
}
