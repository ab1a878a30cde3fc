import { createRequire } from 'node:module';

import type * as OpenTelemetry from '@opentelemetry/api';

import { isMissingPackage } from '../package/missing-package.js';

/** OpenTelemetry's API. */
export interface OpenTelemetryApi {
  /** `undefined` where nobody has registered an SDK by now. */
  readonly api: typeof OpenTelemetry | undefined;
}

/** The token of an {@link OpenTelemetryApi}. */
export const OPEN_TELEMETRY = Symbol('OPEN_TELEMETRY');

/** Where the API keeps what is registered, for all copies of itself. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** Looks for the package when it is asked for, and only where somebody has registered an SDK. */
export function findOpenTelemetry(): OpenTelemetryApi {
  return {
    get api() {
      return REGISTRY in globalThis ? installedApi() : undefined;
    },
  };
}

function installedApi(): typeof OpenTelemetry | undefined {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api') as typeof OpenTelemetry;
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    return undefined;
  }
}
