import type { Reply } from './message.js';

export interface ChildRole {
  /** sent to the parent once, as soon as the child can work */
  ready: unknown;
  answer(question: unknown): unknown;
  /** lets go of everything that keeps the process alive */
  close(): Promise<void>;
}

/**
 * The child's end of a {@link Worker}: reports that it is ready, answers questions, and closes when
 * the parent disconnects, also by dying.
 */
export async function serveParent(start: () => Promise<ChildRole>): Promise<void> {
  try {
    const role = await start();
    process.on('message', (question) => void answer(role, question));
    process.on('disconnect', () => void role.close());
    reply({ answer: role.ready });
  } catch (error) {
    reply({ error: describe(error) });
    throw error;
  }
}

async function answer(role: ChildRole, question: unknown): Promise<void> {
  try {
    reply({ answer: await role.answer(question) });
  } catch (error) {
    reply({ error: describe(error) });
  }
}

function reply(message: Reply): void {
  process.send?.(message);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
