import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { statementKey } from './statement-key.js';
import type { Statement } from './statement.interface.js';

type Read = () => Promise<readonly Row[]>;

/** Those who wait for a read that has not begun. */
interface Waiting {
  readonly read: Read;
  readonly done: PromiseWithResolvers<readonly Row[]>;
  askers: number;
}

/** One question that is being asked. */
interface Question {
  running: number;
  /** Those whom the running ones are for. */
  served: number;
  waiting: Waiting | undefined;
}

/**
 * Equal reads at the same time are fewer: who asks while one runs shares the next one with all
 * others who do. It begins after they have asked, so that it misses nothing that was committed
 * before; the one that runs might.
 */
export class SharedReads {
  private readonly questions = new Map<string, Question>();

  rows(statement: Statement, parameters: readonly DriverValue[], read: Read) {
    const key = statementKey(statement, parameters);
    const question = this.questions.get(key) ?? { running: 0, served: 0, waiting: undefined };
    this.questions.set(key, question);
    question.waiting ??= { read, done: Promise.withResolvers(), askers: 0 };
    question.waiting.askers += 1;
    const { promise } = question.waiting.done;
    this.goOn(key, question);
    return promise;
  }

  private goOn(key: string, question: Question): void {
    const { waiting, running } = question;
    if (waiting === undefined && running === 0) this.questions.delete(key);
    if (waiting === undefined || !mayBegin(question, waiting)) return;
    question.waiting = undefined;
    question.running += 1;
    question.served += waiting.askers;
    const ended = () => {
      question.running -= 1;
      question.served -= waiting.askers;
      this.goOn(key, question);
    };
    const rows = waiting.read();
    waiting.done.resolve(rows);
    rows.then(ended, ended);
  }
}

/**
 * Two askers are served side by side, as without us. With a third, one read runs after the other:
 * beside one that serves many, a single asker's would take half of the database for itself.
 */
function mayBegin({ running, served }: Question, { askers }: Waiting): boolean {
  return running === 0 || served + askers <= 2;
}
