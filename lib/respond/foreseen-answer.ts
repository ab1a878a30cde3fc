import { DriverException } from '@mikro-orm/core';
import { HttpException } from '@nestjs/common';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { RequestError } from '../error/request.error.js';
import { UniqueViolationError } from '../error/unique-violation.error.js';
import { driverFailure, isConsequence } from '../store/driver-failure.js';
import { endFailure } from '../store/end-failure.js';
import { isOfAnEnd } from '../store/transaction.registry.js';
import type { ErrorAnswer } from './error-answer.js';

/** What Nest says of a path, or of a whole URL, that leads nowhere, with the path in it. */
const NO_ROUTE = /^Cannot [A-Z-]+ (?:[/*]|[a-z][a-z\d+.-]*:)/i;

/** The answer for an error that somebody threw on purpose; `undefined` for any other. */
export function foreseenAnswer(error: unknown): ErrorAnswer | undefined {
  const known = explained(error);
  if (known instanceof RequestError) return known;
  if (known instanceof HttpException)
    return { status: known.getStatus(), detail: textOf(known.getResponse(), known.message) };
  return undefined;
}

function explained(error: unknown): unknown {
  if (isOfAnEnd(error) || isConsequence(error)) return endFailure(error);
  return error instanceof DriverException ? foreseen(error) : error;
}

/** What MikroORM throws for the application's own queries. */
function foreseen(error: DriverException): Error {
  const kind = driverFailure(error)?.kind;
  if (kind === 'unavailable') return new DatabaseUnavailableError({ cause: error });
  if (kind === 'unique') return new UniqueViolationError([], { cause: error });
  return error;
}

/** Nest's exceptions hold a text, or an object, mostly with a `message` of one or more texts. */
function textOf(response: string | object, message: string): string {
  if (NO_ROUTE.test(message)) return 'not found';
  const { message: told = response } = response as { message?: unknown };
  if (Array.isArray(told)) return told.map((one) => wordsOf(one, message)).join('; ');
  return wordsOf(told, message);
}

/** A text as it is, and of anything else its JSON, where it says something. */
function wordsOf(told: unknown, message: string): string {
  if (typeof told === 'string') return told;
  try {
    const json = JSON.stringify(told) as string | undefined;
    return json === undefined || json === '{}' ? message : json;
  } catch {
    return message;
  }
}
