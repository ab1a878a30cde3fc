import type { Type } from '@nestjs/common';

import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import {
  FILTER_OPERATORS,
  FILTERABLE_FIELD_OPTION_NAMES,
  FILTERING_OPTION_NAMES,
  type FilteringOptions,
} from '../declare/filtering-options.interface.js';
import type { FilterBackend } from '../declare/filter-backend.interface.js';
import { serializerOptionsOf } from '../declare/serializer.js';
import { type MemberNames, nameProblems } from './name-list.check.js';
import { nearest } from './nearest.js';
import { isOptions, optionNameProblems } from './option-names.check.js';
import { isMadeForEach } from './provider-scope.js';
import { reservedParameters } from './reserved-parameters.js';
import { serializerProblems } from './serializer.check.js';
import { shownValue } from './shown-value.js';

/** What is wrong with `filtering`, as far as the fields' types don't matter. */
export function filteringProblems(options: EndpointOptions, members: MemberNames): string[] {
  const { filtering } = options;
  if (filtering === undefined) return [];
  const unknown = optionNameProblems('filtering', filtering, FILTERING_OPTION_NAMES);
  if (!isOptions(filtering)) return unknown;
  const names = namesOf(filtering.fields);
  return [
    ...unknown,
    ...nameProblems('filtering.fields', names, members),
    ...nameProblems('filtering.search', filtering.search, members),
    ...nameProblems('filtering.ordering', filtering.ordering, members),
    ...operatorProblems(filtering.fields),
    ...backendProblems(filtering.backends),
    ...strictProblems(filtering.strict),
    ...reservedNames(names, options.pagination),
    ...bracketedNames(names, members),
    ...unorderableNames(filtering.ordering, members),
    ...hiddenNames(options, filtering, members),
  ];
}

function namesOf(fields: unknown): unknown {
  if (!Array.isArray(fields)) return fields;
  return fields.map((field: unknown) =>
    isOptions(field) ? (field as { name?: unknown }).name : field,
  );
}

function operatorProblems(fields: unknown): string[] {
  if (!Array.isArray(fields)) return [];
  return fields.filter(isOptions).flatMap((field) => {
    const { name, operators } = field as { name?: unknown; operators?: unknown };
    const place = `'filtering.fields' lets '${String(name)}'`;
    return [
      ...optionNameProblems('filtering.fields', field, FILTERABLE_FIELD_OPTION_NAMES),
      ...operatorListProblems(place, operators),
    ];
  });
}

function operatorListProblems(place: string, operators: unknown): string[] {
  if (operators === undefined) return [];
  if (!Array.isArray(operators))
    return [`${place} have operators that are no list. Give some of ${OPERATORS}.`];
  if (operators.length === 0) return [`${place} have no operator. Name one, or remove the field.`];
  return operators
    .filter((operator) => !(FILTER_OPERATORS as readonly unknown[]).includes(operator))
    .map(String)
    .map(
      (operator) =>
        `${place} have the operator '${operator}', which is unknown.${nearest(operator, FILTER_OPERATORS)} The operators are ${OPERATORS}.`,
    );
}

const OPERATORS = FILTER_OPERATORS.join(', ');

function backendProblems(backends: unknown): string[] {
  if (backends === undefined) return [];
  const remedy = 'Give FieldFilter, SearchFilter, OrderingFilter, or classes with filter().';
  if (!Array.isArray(backends)) return [`'filtering.backends' is no list. ${remedy}`];
  return backends
    .filter((backend) => !isFilterBackend(backend))
    .map((backend) => `'filtering.backends' has ${shownValue(backend)}. ${remedy}`)
    .concat(backends.filter(isFilterBackend).filter(isMadeForEach).map(scopeProblem));
}

function scopeProblem(backend: unknown): string {
  return `'filtering.backends' has ${shownValue(backend)}, which Nest makes anew for each request. Make it @Injectable() without a scope: filter() is given the request.`;
}

/** A class with the method that makes it one. */
export function isFilterBackend(backend: unknown): backend is Type<FilterBackend> {
  if (typeof backend !== 'function') return false;
  return typeof (backend.prototype as { filter?: unknown } | undefined)?.filter === 'function';
}

function strictProblems(strict: unknown): string[] {
  return strict === undefined || typeof strict === 'boolean'
    ? []
    : [`'filtering.strict' is ${shownValue(strict)}. Give true or false.`];
}

function reservedNames(names: unknown, pagination: unknown): string[] {
  if (!Array.isArray(names)) return [];
  const { style } = isOptions(pagination) ? (pagination as { style?: unknown }) : {};
  const reserved: readonly unknown[] = reservedParameters(style);
  return names
    .filter((name) => reserved.includes(name))
    .map(
      (name) =>
        `'filtering.fields' has '${name}', but ?${name}= means something else in this collection. Rename the field.`,
    );
}

/** `a[b]` is the operator `b` of the field `a`. */
function bracketedNames(names: unknown, members: MemberNames): string[] {
  return membersIn(names, members)
    .filter((name) => /[[\]]/.test(name))
    .map(
      (name) =>
        `'filtering.fields' has '${name}', but brackets in a query are about an operator. Rename the field, or remove it from 'filtering.fields'.`,
    );
}

/** What a list of names for an ordering would read as something else. */
function unorderableNames(names: unknown, members: MemberNames): string[] {
  return membersIn(names, members)
    .filter((name) => /^-|,|\.nulls(?:first|last)$/.test(name))
    .map(
      (name) =>
        `'filtering.ordering' has '${name}', which ?ordering= can't name: '-' before a name, ',' and '.nullsfirst' have a meaning there. Rename the field, or remove it from 'filtering.ordering'.`,
    );
}

/** Of all others something else is told. */
function membersIn(names: unknown, members: MemberNames): readonly string[] {
  return Array.isArray(names) ? (members ?? []).filter((member) => names.includes(member)) : [];
}

/** What no client can see, no client may find out by asking whether it is so. */
function hiddenNames(
  { serializer }: EndpointOptions,
  filtering: FilteringOptions,
  members: MemberNames,
): string[] {
  if (serializerProblems(serializer, members).length > 0) return [];
  const { fields, read = fields } = serializer === undefined ? {} : serializerOptionsOf(serializer);
  if (!Array.isArray(read)) return [];
  const lists = {
    fields: namesOf(filtering.fields),
    search: filtering.search,
    ordering: filtering.ordering,
  };
  return Object.entries(lists).flatMap(([list, names]) =>
    (Array.isArray(names) ? names : [])
      .filter((name) => !read.includes(name as string))
      .map(
        (name) =>
          `'filtering.${list}' has '${name}', which the serializer hides from reading. Show it, or remove it from 'filtering.${list}'.`,
      ),
  );
}
