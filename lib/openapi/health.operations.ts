import { operationMark } from '../route/document-marks.js';
import { HEALTH_MARK } from '../route/health-controller.factory.js';
import { errorResponses } from './error.responses.js';
import type { Operation } from './openapi.interface.js';
import { headers, schema } from './shared.components.js';

export const HEALTH_SCHEMAS = {
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['ok'] } },
    additionalProperties: { type: 'string', enum: ['down'] },
    description: 'What is down without which requests are served all the same is named.',
  },
} as const;

export const HEALTH_TAG = { name: 'Health', description: 'Whether the server is well.' };

/** `GET /healthz` and `GET /readyz`. */
export function healthOperations(): [mark: string, operation: Operation][] {
  const common = { tags: [HEALTH_TAG.name], parameters: [], security: [] };
  const well = {
    description: 'It is.',
    headers: headers('X-Request-Id'),
    content: { 'application/json': { schema: schema('Health') } },
  };
  return [
    [
      operationMark(HEALTH_MARK, 'healthz'),
      {
        ...common,
        operationId: 'isAlive',
        summary: 'Does the process answer?',
        responses: { 200: well, ...errorResponses([400]) },
      },
    ],
    [
      operationMark(HEALTH_MARK, 'readyz'),
      {
        ...common,
        operationId: 'isReady',
        summary: 'Can requests be served?',
        responses: { 200: well, ...errorResponses([400, 503]) },
      },
    ],
  ];
}
