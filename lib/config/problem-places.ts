import { CONFIG_SCHEMA } from './config.schema.js';
import { type JsonSchema, snakeCase } from './json-schema.js';
import { type ConfigPath, type ConfigPlaces, placeText } from './config-places.js';

/** Where each class's endpoint stands in the file, by its name. */
export type Origins = ReadonlyMap<string, ConfigPath>;

/** Which the declarations' checks begin with where the module's options are wrong. */
const MODULE = /^LightApiModule: /;

/** `ProductsEndpoint`, `ProductsEndpoint.price`. */
const MEMBER = /\b([A-Za-z_$][\w$]*)(?:\.([\w$]+))?/g;

/** `'filtering.fields' …`, `'pagination.style' …`: the option that a sentence begins with. */
const OPTION = /^'(\w+)(?:\.(\w+))?'/;

/** `'minLength'`, `'auth.loginValidator'`: an option that a sentence names. */
const QUOTED_OPTION = /'[a-z]\w*(?:\.[a-z]\w*)*'/g;

/** Of all options in our spelling; other words are names of columns, which have no other one. */
const OPTION_NAMES: ReadonlySet<string> = new Set(optionNames(CONFIG_SCHEMA));

/** A problem of a declaration, with the place and in the words of the file it came from. */
export function located(problem: string, origins: Origins, places: ConfigPlaces): string {
  const context = { origins, places };
  const text = problem.replace(MODULE, '');
  const colon = text.indexOf(': ');
  const subject = colon < 0 ? '' : text.slice(0, colon);
  const members = membersIn(subject, origins);
  const sentence = members.length > 0 ? text.slice(colon + 2) : text;
  const place = placeOf(members, sentence, context);
  return inWordsOfFile(place + (/[.?!]$/.test(sentence) ? '' : '.'), context);
}

interface Context {
  readonly origins: Origins;
  readonly places: ConfigPlaces;
}

/** A class of an endpoint, or a field of it, that a problem is about. */
interface Member {
  readonly text: string;
  readonly origin: ConfigPath;
  readonly field: string | undefined;
}

function membersIn(text: string, origins: Origins): Member[] {
  return [...text.matchAll(MEMBER)].flatMap(([found, name = '', field]) => {
    const origin = origins.get(name);
    return origin === undefined ? [] : [{ text: found, origin, field }];
  });
}

/** The place, and behind it the sentence. */
function placeOf(members: readonly Member[], sentence: string, context: Context): string {
  const { places } = context;
  const last = members.at(-1);
  if (last === undefined) return ofModule(sentence, context);
  if (members.length > 1)
    return `${places.lineOf(last.origin)}: ${members.map(placeOfMember).join(', ')}: ${sentence}`;
  if (last.field === undefined)
    return (
      ofOption(sentence, [...last.origin, 'meta'], places) ??
      `${places.at(last.origin)}: ${sentence}`
    );
  const field = [...last.origin, 'fields', last.field];
  if (places.has(field)) return `${places.at(field)}: ${sentence}`;
  return `${places.at(last.origin)}: ${last.text}: ${sentence}`;
}

/** `'jwt' …`, `BooksEndpoint has …`: of the module's options, perhaps as an endpoint needs them. */
function ofModule(sentence: string, { origins, places }: Context): string {
  const [first = ''] = sentence.split(' ', 1);
  const origin = origins.get(first);
  if (origin !== undefined) return places.at(origin) + sentence.slice(first.length);
  const parent = sentence.startsWith(`'authentication'`) ? ['defaults'] : [];
  return ofOption(sentence, parent, places) ?? `${places.at([])}: ${sentence}`;
}

/** `undefined` where the sentence does not begin with an option, or the file says nothing of it. */
function ofOption(sentence: string, parent: ConfigPath, places: ConfigPlaces): string | undefined {
  const [found = '', group, option] = OPTION.exec(sentence) ?? [];
  if (group === undefined) return undefined;
  const steps = option === undefined ? [group] : [group, option];
  const path = steps.reduce((above, step) => [...above, spelled(step, above, places)], parent);
  if (path.length > parent.length + 1 && !places.has(path.slice(0, -1))) return undefined;
  if (parent.length > 0 && !places.has(parent)) return undefined;
  return places.at(path) + sentence.slice(found.length);
}

/** An option as the file spells it, or would. */
function spelled(option: string, parent: ConfigPath, places: ConfigPlaces): string {
  return places.has([...parent, option]) ? option : snakeCase(option);
}

function placeOfMember({ origin, field }: Member): string {
  return placeText(field === undefined ? origin : [...origin, 'fields', field]);
}

/** Nobody who writes YAML has seen the classes, and few write `maxLength`. */
function inWordsOfFile(text: string, { origins, places }: Context): string {
  const named = text.replace(MEMBER, (found, name: string, field: string | undefined) => {
    const origin = origins.get(name);
    const isInFile =
      origin !== undefined && (field === undefined || places.has([...origin, 'fields', field]));
    return isInFile ? placeOfMember({ text: found, origin, field }) : found;
  });
  return named.replace(QUOTED_OPTION, (quoted) =>
    quoted
      .split('.')
      .map((word) => (isSpelledSo(word.replaceAll(`'`, ''), places) ? word : snakeCase(word)))
      .join('.'),
  );
}

/** Whether the file has a word in this spelling, or nobody has another for it. */
function isSpelledSo(word: string, places: ConfigPlaces): boolean {
  return places.uses(word) || !OPTION_NAMES.has(word);
}

function optionNames(schema: JsonSchema): string[] {
  return Object.entries(schema).flatMap(([name, part]) => {
    if (typeof part !== 'object' || part === null) return [];
    const own = name === 'properties' ? Object.keys(part) : [];
    return [...own, ...optionNames(part as JsonSchema)];
  });
}
