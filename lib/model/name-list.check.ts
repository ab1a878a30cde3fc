import { nearest } from './nearest.js';
import { shownValue } from './shown-value.js';

/** The names of an endpoint's members; `undefined`: only the database knows them yet. */
export type MemberNames = readonly string[] | undefined;

/** What is wrong with a list of members' names. */
export function nameProblems(place: string, list: unknown, members: MemberNames): string[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [`'${place}' is no list. Give names of members.`];
  const names = list as readonly unknown[];
  return [
    ...unknownNames(place, names, members),
    ...names
      .filter((name, at) => names.indexOf(name) !== at)
      .map((name) => `'${place}' names ${shownValue(name)} twice. Remove one.`),
  ];
}

function unknownNames(
  place: string,
  names: readonly unknown[],
  members: MemberNames,
): readonly string[] {
  if (members === undefined) return [];
  return names
    .filter((name) => !isMember(name, members))
    .map((name) => unknown(place, name, members));
}

function isMember(name: unknown, members: readonly string[]): boolean {
  return typeof name === 'string' && members.includes(name);
}

function unknown(place: string, name: unknown, members: readonly string[]): string {
  const meant = typeof name === 'string' ? nearest(name, members) : '';
  return `'${place}' has ${shownValue(name)}, which is no member.${meant} The members are ${members.join(', ')}.`;
}
