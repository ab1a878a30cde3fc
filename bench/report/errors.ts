import type { Measurement } from '../measure/measurement.interface.js';

/** One line for each measurement in which a request failed. */
export function errorLines(measurements: Measurement[]): string[] {
  return measurements
    .filter(({ errors }) => errors > 0)
    .map(
      ({ round, workload, server, errors, firstError }) =>
        `  round ${round}, ${workload}, ${server}: ${errors}, the first: ${firstError}`,
    );
}
