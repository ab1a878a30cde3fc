import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { shownValue } from './shown-value.js';

/** What is wrong with `reflect`, and with the options that it gives a meaning. */
export function reflectionOptionProblems(options: EndpointOptions): string[] {
  const { reflect, primaryKey, versionField } = options as Readonly<Record<string, unknown>>;
  const problems = reflectProblems(reflect);
  if (reflect === undefined || reflect === false) {
    problems.push(...declaredKeyProblems(primaryKey));
    if (versionField !== undefined)
      problems.push(
        `'versionField' is for tables that are reflected; every other has 'version'. Remove it.`,
      );
    return problems;
  }
  return [...problems, ...reflectedKeyProblems(primaryKey), ...versionFieldProblems(versionField)];
}

function reflectProblems(reflect: unknown): string[] {
  if (reflect === undefined || typeof reflect === 'boolean' || reflect === 'partial') return [];
  return [`'reflect' is ${shownValue(reflect)}. Give true or 'partial'.`];
}

function declaredKeyProblems(primaryKey: unknown): string[] {
  if (primaryKey === undefined || primaryKey === 'integer' || primaryKey === 'uuid') return [];
  return [`'primaryKey' is ${shownValue(primaryKey)}. Give 'integer' or 'uuid'.`];
}

function reflectedKeyProblems(primaryKey: unknown): string[] {
  if (primaryKey === undefined || primaryKey === 'uuid' || isNames(primaryKey)) return [];
  return [
    `'primaryKey' is ${shownValue(primaryKey)}, but a table that is reflected says itself how keys come about. Leave it out; give 'uuid' to have UUIDs made, or the names of the columns that tell the rows of a view apart.`,
  ];
}

function isNames(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((name) => typeof name === 'string' && name !== '');
}

function versionFieldProblems(versionField: unknown): string[] {
  if (versionField === undefined || versionField === false) return [];
  if (typeof versionField === 'string' && versionField !== '') return [];
  return [
    `'versionField' is ${shownValue(versionField)}. Give the name of a column, 'xmin' on PostgreSQL, or false.`,
  ];
}
