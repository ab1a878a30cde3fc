import { MAX_PASSWORD, MAX_USERNAME } from '../guard/credential.validator.js';
import { operationMark } from '../route/document-marks.js';
import { LOGIN_PATHS } from '../guard/login-paths.js';
import { LOGIN_MARK } from '../route/login-controller.factory.js';
import { errorResponses } from './error.responses.js';
import type { Operation } from './openapi.interface.js';
import { headers, schema } from './shared.components.js';

/** The schemas of the login. */
export const LOGIN_SCHEMAS = {
  Credentials: {
    type: 'object',
    required: ['username', 'password'],
    properties: {
      username: { type: 'string', minLength: 1, maxLength: MAX_USERNAME },
      password: { type: 'string', minLength: 1, maxLength: MAX_PASSWORD, format: 'password' },
    },
  },
  Login: {
    type: 'object',
    required: ['user'],
    properties: {
      token: { type: 'string', description: 'For `Authorization: Bearer`, where one is issued.' },
      user: { type: 'object' },
    },
  },
} as const;

const SUMMARIES = { login: 'Log in', token: 'Get a token' } as const;
const IDS = { login: 'login', token: 'issueToken' } as const;

/** The routes at which users log in, by a body or by a Basic header. */
export function loginOperations(): [mark: string, operation: Operation][] {
  return LOGIN_PATHS.map((path) => [
    operationMark(LOGIN_MARK, path),
    {
      operationId: IDS[path],
      summary: SUMMARIES[path],
      description: 'By a body, or by `Authorization: Basic` without one.',
      tags: [LOGIN_TAG.name],
      parameters: [],
      requestBody: {
        required: false,
        content: { 'application/json': { schema: schema('Credentials') } },
      },
      responses: {
        200: {
          description: 'Who it is.',
          headers: headers(
            'X-Request-Id',
            'Cache-Control',
            'RateLimit-Limit',
            'RateLimit-Remaining',
            'RateLimit-Reset',
          ),
          content: { 'application/json': { schema: schema('Login') } },
        },
        ...errorResponses([400, 401, 413, 415, 422, 429, 503]),
      },
      security: [],
    },
  ]);
}

export const LOGIN_TAG = { name: 'Login', description: 'Who calls.' };
