import { isSortable, operatorsOf } from '../column/field-queries.js';
import { withArticle } from '../column/with-article.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';

/** What is wrong with `filtering` as the fields' types see it: a sentence each, with the remedy. */
export function collectionProblems(model: EndpointModel): string[] {
  const { name, filtering } = model;
  const problems = model.columns.flatMap((field) => [
    ...operatorProblems(field, filtering.fields.get(field.name)),
    ...(filtering.search.includes(field.name) ? searchProblems(field) : []),
    ...(filtering.ordering.includes(field.name) ? orderingProblems(field) : []),
  ]);
  return problems.map((problem) => `${name}.${problem}`);
}

function operatorProblems(field: FieldModel, declared: readonly string[] = []): string[] {
  const known: readonly string[] = operatorsOf(field);
  return declared
    .filter((operator) => !known.includes(operator))
    .map(
      (operator) =>
        `${field.name}: ${withArticle(field.type)} has no operator '${operator}'. It has ${known.join(', ')}.`,
    );
}

function searchProblems(field: FieldModel): string[] {
  if (operatorsOf(field).includes('ilike')) return [];
  return [
    `${field.name}: ${withArticle(field.type)} can't be searched. Remove it from 'filtering.search'.`,
  ];
}

function orderingProblems(field: FieldModel): string[] {
  if (isSortable(field)) return [];
  return [
    `${field.name}: ${withArticle(field.type)} has no order. Remove it from 'filtering.ordering'.`,
  ];
}
