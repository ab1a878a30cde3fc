import { nearest } from './nearest.js';
import { shownValue } from './shown-value.js';

/** What is wrong with a group of options, before any of them is looked at. */
export function optionNameProblems(
  group: string,
  options: unknown,
  known: readonly string[],
): string[] {
  if (!isOptions(options))
    return [`'${group}' is ${shownValue(options)}. Give an object with ${known.join(', ')}.`];
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `'${group}' has no option '${name}'.${nearest(name, known)}`);
}

/** Whether a value can have options at all. */
export function isOptions(options: unknown): options is object {
  return typeof options === 'object' && options !== null && !Array.isArray(options);
}
