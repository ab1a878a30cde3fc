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

/** Those who were answered together, and may ask again at once. */
interface Reunion {
  /** Askers that there will be then. */
  readonly askers: number;
  readonly end: NodeJS.Timeout;
}

/** One question that is being asked. */
interface Question {
  running: number;
  /** Those whom the running ones are for. */
  served: number;
  waiting: Waiting | undefined;
  reunion: Reunion | undefined;
  /** Reads to come that wait for nobody, as too few have come back; 0 and more. */
  hurried: number;
}

/** A read that takes longer is worth waiting for those who may share it, in milliseconds. */
const LONG_MS = 2;

/** For how long, at most; in milliseconds. Never longer than the last read took. */
const REUNION_MS = 5;

/** The part of those who were answered that has to be back then. */
const BACK = 0.75;

/** So many reads wait for nobody after one that waited in vain, as long as somebody asks the question. */
const HURRIED = 16;

/**
 * Equal reads at the same time are fewer: who asks while one runs shares the next one with all
 * others who do. It begins after they have asked, so that it misses nothing that was committed
 * before; the one that runs might.
 *
 * Clients that were answered together mostly ask again together. If the next one began without them, they
 * would be two crowds for good, each of which waits for the other's read and then for its own: so it waits
 * for them, shortly.
 */
export class SharedReads {
  private readonly questions = new Map<string, Question>();

  rows(statement: Statement, parameters: readonly DriverValue[], read: Read) {
    const key = statementKey(statement, parameters);
    const question = this.questions.get(key) ?? newQuestion();
    this.questions.set(key, question);
    question.waiting ??= { read, done: Promise.withResolvers(), askers: 0 };
    question.waiting.askers += 1;
    const { promise } = question.waiting.done;
    this.goOn(key, question);
    return promise;
  }

  private goOn(key: string, question: Question): void {
    const { waiting, running, reunion } = question;
    if (waiting === undefined && running === 0 && reunion === undefined) this.questions.delete(key);
    if (waiting !== undefined && mayBegin(question, waiting)) this.begin(key, question, waiting);
  }

  private begin(key: string, question: Question, waiting: Waiting): void {
    clearTimeout(question.reunion?.end);
    question.reunion = undefined;
    question.waiting = undefined;
    question.running += 1;
    question.served += waiting.askers;
    const begunAt = performance.now();
    const ended = () => {
      question.running -= 1;
      question.served -= waiting.askers;
      const took = performance.now() - begunAt;
      if (waiting.askers > 1 && took > LONG_MS) {
        if (question.hurried > 0) question.hurried -= 1;
        else question.reunion = this.reunite(key, question, { took, answered: waiting.askers });
      }
      this.goOn(key, question);
    };
    const rows = waiting.read();
    waiting.done.resolve(rows);
    rows.then(ended, ended);
  }

  private reunite(
    key: string,
    question: Question,
    { answered, took }: { readonly answered: number; readonly took: number },
  ): Reunion {
    const before = question.waiting?.askers ?? 0;
    const giveUp = () => {
      question.reunion = undefined;
      const back = (question.waiting?.askers ?? 0) - before;
      if (back < answered * BACK) question.hurried = HURRIED;
      this.goOn(key, question);
    };
    return { askers: before + answered, end: setTimeout(giveUp, Math.min(took, REUNION_MS)) };
  }
}

function newQuestion(): Question {
  return { running: 0, served: 0, waiting: undefined, reunion: undefined, hurried: 0 };
}

/**
 * Two askers are served side by side, as without us. With a third, one read runs after the other:
 * beside one that serves many, a single asker's would take half of the database for itself.
 */
function mayBegin({ running, served, reunion }: Question, { askers }: Waiting): boolean {
  if (reunion !== undefined && askers < reunion.askers) return false;
  return running === 0 || served + askers <= 2;
}
