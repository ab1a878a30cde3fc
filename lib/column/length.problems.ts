import type { FieldConstraints } from '../model/field-model.interface.js';

function countProblem(name: string, count: number | undefined, least: number): readonly string[] {
  if (count === undefined || (Number.isSafeInteger(count) && count >= least)) return [];
  return [`'${name}' is ${count}; give an integer of ${least} or more`];
}

function orderProblem({ minLength, maxLength }: FieldConstraints): readonly string[] {
  if (minLength === undefined || maxLength === undefined || minLength <= maxLength) return [];
  return [`'minLength' ${minLength} is more than 'maxLength' ${maxLength}; swap them`];
}

/** What is wrong with `minLength` and `maxLength`. */
export function lengthProblems(declared: FieldConstraints): readonly string[] {
  const counts = [
    ...countProblem('minLength', declared.minLength, 0),
    ...countProblem('maxLength', declared.maxLength, 1),
  ];
  return counts.length > 0 ? counts : orderProblem(declared);
}
