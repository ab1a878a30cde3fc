import type * as OpenTelemetry from '@opentelemetry/api';

import { isMissingPackage } from '../package/missing-package.js';

/** OpenTelemetry's API, where the application has installed it. */
export interface OpenTelemetryApi {
  readonly api: typeof OpenTelemetry | undefined;
}

/** The token of an {@link OpenTelemetryApi}. */
export const OPEN_TELEMETRY = Symbol('OPEN_TELEMETRY');

/** Looks for the package, which no application needs. */
export async function loadOpenTelemetry(): Promise<OpenTelemetryApi> {
  try {
    return { api: await import('@opentelemetry/api') };
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    return { api: undefined };
  }
}
