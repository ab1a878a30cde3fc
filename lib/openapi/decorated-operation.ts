import type {
  ForeignOperation,
  Operation,
  Parameter,
  Reference,
  Response,
  Responses,
} from './openapi.interface.js';
import { OPERATION_MARK } from '../route/document-marks.js';

/** Where @nestjs/swagger keeps what its decorators said of a method or a class. */
const KEYS = {
  operation: 'swagger/apiOperation',
  responses: 'swagger/apiResponse',
  parameters: 'swagger/apiParameters',
  tags: 'swagger/apiUseTags',
  security: 'swagger/apiSecurity',
} as const;

/**
 * An operation of ours, with what the decorators of @nestjs/swagger on hooks and class say of it:
 * they win.
 *
 * @param foreign - what Nest made of the decorators
 * @param decorated - what has them: the nearest first
 */
export function withWordsOf(
  foreign: ForeignOperation,
  own: Operation,
  decorated: readonly object[] = [],
): ForeignOperation {
  const said = (key: keyof typeof KEYS) =>
    decorated
      .map((one) => Reflect.getMetadata(KEYS[key], one) as object | undefined)
      .find((words) => words !== undefined);
  const named = Object.keys(said('operation') ?? {});
  return {
    ...own,
    ...extensionsOf(foreign),
    ...pick(foreign, named),
    ...(said('tags') && pick(foreign, ['tags'])),
    ...(said('security') && pick(foreign, ['security'])),
    ...(said('parameters') && pick(foreign, ['requestBody'])),
    parameters: said('parameters')
      ? mergedParameters(own.parameters, foreign.parameters as readonly Parameter[])
      : own.parameters,
    responses: mergedResponses(
      own.responses,
      pick((foreign.responses ?? {}) as Responses, Object.keys(said('responses') ?? {})),
    ),
  };
}

function extensionsOf(foreign: ForeignOperation): ForeignOperation {
  const names = Object.keys(foreign).filter((name) => name.startsWith('x-'));
  return pick(
    foreign,
    names.filter((name) => name !== OPERATION_MARK),
  );
}

/** Texts that are empty say nothing: `@ApiOperation({ description })` has an empty summary. */
function pick<T extends object>(from: T, names: readonly string[]): Partial<T> {
  const given = Object.entries(from).filter(
    ([name, value]) => names.includes(name) && value !== '' && value !== undefined,
  );
  return Object.fromEntries(given) as Partial<T>;
}

function mergedParameters(
  own: Operation['parameters'],
  theirs: readonly Parameter[] = [],
): Operation['parameters'] {
  const isReplaced = (parameter: Parameter | Reference) =>
    'name' in parameter &&
    theirs.some((one) => one.name === parameter.name && one.in === parameter.in);
  return [...own.filter((parameter) => !isReplaced(parameter)), ...theirs];
}

/** Who describes a success means the only one. */
function mergedResponses(own: Responses, theirs: Partial<Responses>): Responses {
  const success = (status: string) => status.startsWith('2');
  const replaces = Object.keys(theirs).some(success);
  const kept = Object.entries(own).filter(
    ([status]) => status in theirs || !(replaces && success(status)),
  );
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      Object.entries(theirs).map(([status, response]) => [
        status,
        { ...ownResponse(own[status]), ...response },
      ]),
    ),
  } as Responses;
}

function ownResponse(response: Response | Reference | undefined): object {
  return response === undefined || '$ref' in response ? {} : response;
}
