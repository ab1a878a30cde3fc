import type { FieldDeclaration } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import { FIELD_TYPE_NAMES, type FieldType, isFieldType } from '../declare/field-types.js';
import { fieldPermissionProblems } from './field-permission.check.js';
import { nearest } from './nearest.js';
import { columnNameOf } from './table-name.js';
import { AUTOMATIC_COLUMNS } from './endpoint-model.interface.js';
import { textPatternProblem } from './text-pattern.js';

/** The five TypeScript types that say enough; any other has to be told by `type`. */
const INFERRED = new Map<unknown, FieldType>([
  [String, 'string'],
  [Number, 'int'],
  [Boolean, 'boolean'],
  [Date, 'datetime'],
  [BigInt, 'bigint'],
]);

const FIELD_OPTIONS: Record<keyof FieldOptions, true> = {
  type: true,
  optional: true,
  default: true,
  minLength: true,
  maxLength: true,
  pattern: true,
  ge: true,
  gt: true,
  le: true,
  lt: true,
  precision: true,
  scale: true,
  decimalPlaces: true,
  values: true,
  unique: true,
  index: true,
  foreignKey: true,
  read: true,
  write: true,
  exclude: true,
};

/** The type that was given or can be inferred. */
export function typeOfField({ options, designType }: FieldDeclaration): FieldType | undefined {
  return options.type ?? INFERRED.get(designType);
}

/** What is wrong with one `@Field`, whatever its type. */
export function fieldDeclarationProblems(endpoint: string, field: FieldDeclaration): string[] {
  return placed(endpoint, field, [
    ...unknownOptions(field.options),
    ...automaticName(field.name),
    ...inheritedName(field.name),
    ...unspeakableName(field),
    ...(field.options.exclude === true
      ? []
      : [...typeProblems(field), ...optionProblems(field.options)]),
  ]);
}

/** The same, of one that narrows what a table says: any name may be a column's, with its type. */
export function refinementProblems(endpoint: string, field: FieldDeclaration): string[] {
  const isTyped = field.options.type !== undefined;
  return placed(endpoint, field, [
    ...unknownOptions(field.options),
    ...inheritedName(field.name),
    ...(isTyped ? typeProblems(field) : []),
    ...optionProblems(field.options),
  ]);
}

function placed(endpoint: string, field: FieldDeclaration, problems: readonly string[]): string[] {
  const place = `${endpoint}.${field.name}`;
  return problems.map((problem) => `${place}: ${problem}`);
}

function unknownOptions(options: FieldOptions): string[] {
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(FIELD_OPTIONS, name))
    .map((name) => `@Field has no option '${name}'.${nearest(name, Object.keys(FIELD_OPTIONS))}`);
}

/** Row objects and their classes, in MikroORM too, would be mistaken for having it already. */
export function isInheritedName(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}

function inheritedName(name: string): string[] {
  if (!isInheritedName(name)) return [];
  return [
    `every ${name === 'prototype' ? 'class' : 'object'} in JavaScript has '${name}'. Call the member otherwise.`,
  ];
}

/** Queries name members by these: `?price[gte]=1`, `?fields=a,b`; and MikroORM the parts of objects. */
const SIGNS = /[.,[\]]/;

/** The name of what would be a column, or could not be asked for. */
function unspeakableName({ name, options }: FieldDeclaration): string[] {
  if (options.exclude === true) return [];
  if (name === '')
    return [`a member without a name can't be a column of every database. Give it one.`];
  if (name.startsWith('-'))
    return [`a name that begins with - can't be told from a descending order. Call it otherwise.`];
  if (SIGNS.test(name))
    return [`a name with one of . , [ ] can't be told from what queries say. Call it otherwise.`];
  const column = columnNameOf(name);
  return (AUTOMATIC_COLUMNS as readonly string[]).includes(column) && column !== name
    ? [`its column would be '${column}', which every endpoint has already. Call it otherwise.`]
    : [];
}

function automaticName(name: string): string[] {
  if (!(AUTOMATIC_COLUMNS as readonly string[]).includes(name)) return [];
  return [`every endpoint has '${name}' already. Remove the property, or call it otherwise.`];
}

function typeProblems(field: FieldDeclaration): string[] {
  const type: string | undefined = typeOfField(field);
  if (type === undefined)
    return [
      `its type can't be told from TypeScript's. Give 'type', e.g. @Field({ type: '${FIELD_TYPE_NAMES[0] ?? ''}' }); the types are ${FIELD_TYPE_NAMES.join(', ')}.`,
    ];
  if (isFieldType(type)) return [];
  return [
    `there is no type '${type}'.${nearest(type, FIELD_TYPE_NAMES)} The types are ${FIELD_TYPE_NAMES.join(', ')}.`,
  ];
}

function optionProblems(options: FieldOptions): string[] {
  const { default: given, optional, pattern, scale, decimalPlaces, read, write } = options;
  const problems = [
    ...fieldPermissionProblems('read', read),
    ...fieldPermissionProblems('write', write),
  ];
  if (given === null && optional !== true)
    problems.push(`its default is null, but it may not be null. Add 'optional: true'.`);
  const wrong = typeof pattern === 'string' ? textPatternProblem(pattern) : undefined;
  if (wrong !== undefined) problems.push(`'pattern' ${wrong}`);
  if (scale !== undefined && decimalPlaces !== undefined)
    problems.push(`'scale' and 'decimalPlaces' mean the same. Give one.`);
  return problems;
}
