/**
 * The base of everything this library throws on purpose.
 *
 * @publicApi
 */
export abstract class LightApiError extends Error {
  /** Stable over releases; listed in `docs/reference/errors.md`. */
  abstract readonly code: string;

  /** @param message - without SQL, paths and secrets: clients may see it */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
