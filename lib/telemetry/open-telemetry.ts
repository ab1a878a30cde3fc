import type * as OpenTelemetry from '@opentelemetry/api';

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
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return { api: undefined };
  }
}
