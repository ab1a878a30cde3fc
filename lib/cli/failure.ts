import { ConfigurationError } from '../error/configuration.error.js';
import { isDebugging } from '../server/debugging.js';

/** What system calls say when a server can't start, in words. */
const SYSTEM_ERRORS: Readonly<Record<string, (error: NodeJS.ErrnoException) => string>> = {
  EADDRINUSE: ({ message }) =>
    `the port is in use (${message.replace(/^(?:listen|bind) /, '')}). Give another with --port.`,
  EACCES: ({ message }) => `that is not allowed here (${message}).`,
  EADDRNOTAVAIL: ({ message }) =>
    `this machine has no such address (${message}). Give another with --host.`,
};

/** Runs a command; what goes wrong is told in a line for each mistake, and the exit code is 1. */
export async function failing(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(failureText(error));
    process.exitCode = 1;
  }
}

/** What a person is told of an error: no stack, unless they debug. */
export function failureText(error: unknown): string {
  if (isDebugging() && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof ConfigurationError) return error.problems.join('\n');
  if (!(error instanceof Error)) return String(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  return SYSTEM_ERRORS[code]?.(error) ?? error.message;
}
