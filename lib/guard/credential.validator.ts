import { Logger, type OnModuleInit, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

import type { InjectedInstances } from './injected-instances.js';
import type { LoginFunction, LoginOptions, LoginValidator } from './login-options.interface.js';

/** UTF-16 code units that a name and a password may have. */
export const MAX_USERNAME = 256;
export const MAX_PASSWORD = 1024;

/** What makes the validator. */
export interface CredentialValidatorParts {
  /** `undefined`: nobody has credentials. */
  readonly given: LoginOptions['loginValidator'] | undefined;
  readonly module: ModuleRef;
  readonly instances: InjectedInstances;
}

/** Asks the application's `loginValidator`; in doubt, the answer is no. */
export class CredentialValidator implements OnModuleInit {
  private readonly logger = new Logger('LightApi');
  private validate: LoginFunction = () => null;

  constructor(private readonly parts: CredentialValidatorParts) {}

  async onModuleInit(): Promise<void> {
    const { given, instances, module } = this.parts;
    if (given === undefined) return;
    if (!isValidatorClass(given)) {
      this.validate = given;
      return;
    }
    const validator = await instances.of(module, given);
    this.validate = (username, password) => validator.validate(username, password);
  }

  /** @returns the user; `undefined` where there is none, or the validator threw */
  async userOf(username: string, password: string): Promise<object | undefined> {
    if (isTooLong(username, MAX_USERNAME) || isTooLong(password, MAX_PASSWORD)) return undefined;
    try {
      const user: unknown = await this.validate(username, password);
      return typeof user === 'object' && user !== null ? user : undefined;
    } catch (error) {
      this.logger.error(`The loginValidator threw: ${withoutSecret(error, password)}`);
      return undefined;
    }
  }
}

/** Whether it is a class, which Nest has to make an instance of. */
export function isValidatorClass(
  validator: LoginOptions['loginValidator'],
): validator is Type<LoginValidator> {
  const prototype = validator.prototype as Partial<LoginValidator> | undefined;
  return typeof prototype?.validate === 'function';
}

function isTooLong(text: string, limit: number): boolean {
  return text.length > limit;
}

/** Shorter ones are found in many a word, and what is missing there would tell them. */
const SHORTEST_REDACTED = 6;

/** A driver's message, for one, may repeat what it was asked. */
function withoutSecret(error: unknown, password: string): string {
  if (password.length < SHORTEST_REDACTED) return withoutMessage(error);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll(password, '[redacted]');
}

/** Its class, and where it was thrown. */
function withoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return [error.constructor.name, ...frames].join('\n');
}
