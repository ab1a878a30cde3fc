import { LightApiError } from './light-api.error.js';

/**
 * Something that was declared or configured can't work. Thrown at start, never while serving, and
 * with every mistake that was found, not the first.
 *
 * @publicApi
 */
export class ConfigurationError extends LightApiError {
  readonly code = 'LIGHT_API_CONFIGURATION';

  /** @param problems - one sentence or two each: class and field, what is wrong, what to do */
  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(messageOf(problems), options);
  }
}

function messageOf(problems: readonly string[]): string {
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return only;
  return [`${problems.length} mistakes were found:`, ...problems.map((p) => `- ${p}`)].join('\n');
}
