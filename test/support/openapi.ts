import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';

/** A parameter of an operation. */
export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Record<string, unknown>;
}

/** An operation, with all references replaced by what they refer to. */
export interface ApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly (ApiParameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: Record<string, unknown> }>;
  };
  readonly responses: Record<string, ApiResponse | { readonly $ref: string }>;
}

export interface ApiResponse {
  readonly headers?: Record<string, object>;
  readonly content?: Record<string, { readonly schema: object }>;
}

/** A document, as far as tests look at it. */
export interface ApiDocument {
  readonly paths: Record<string, Record<string, ApiOperation>>;
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly responses: Record<string, ApiResponse>;
    readonly parameters: Record<string, ApiParameter>;
    readonly securitySchemes?: Record<string, object>;
  };
}

/** A licence is the owner's to give: to miss one is no mistake of a document. */
const RULES = { 'info-license': 'off' } as const;

/** What two validators of others say against a document. */
export async function mistakesIn(document: object): Promise<string[]> {
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
  const config = await createConfig({ extends: ['recommended'], rules: RULES });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return [
    ...(valid ? [] : [JSON.stringify(errors)]),
    ...problems.map(
      ({ severity, ruleId, message, location }) =>
        `${severity} ${ruleId}: ${message} at ${location[0]?.pointer ?? '?'}`,
    ),
  ];
}
