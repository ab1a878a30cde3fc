import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { statementKey } from './statement-key.js';
import type { Statement } from './statement.interface.js';

type Read = () => Promise<readonly Row[]>;

/** Those who wait for a read that has not begun. */
interface Waiting {
  readonly rows: Promise<readonly Row[]>;
  readonly begin: () => void;
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
    if (question.waiting === undefined && mayBegin(question, 1)) {
      const rows = read();
      this.follow(key, question, rows, 1);
      return rows;
    }
    question.waiting ??= newWaiting(read);
    question.waiting.askers += 1;
    const { rows } = question.waiting;
    this.goOn(key, question);
    return rows;
  }

  private goOn(key: string, question: Question): void {
    const { waiting, running, reunion } = question;
    if (waiting === undefined && running === 0 && reunion === undefined) this.questions.delete(key);
    if (waiting === undefined || !mayBegin(question, waiting.askers)) return;
    clearTimeout(reunion?.end);
    question.reunion = undefined;
    question.waiting = undefined;
    waiting.begin();
    this.follow(key, question, waiting.rows, waiting.askers);
  }

  /** Counts a read that has begun, until it has ended. */
  private follow(
    key: string,
    question: Question,
    rows: Promise<readonly Row[]>,
    askers: number,
  ): void {
    question.running += 1;
    question.served += askers;
    const begunAt = performance.now();
    const ended = () => {
      question.running -= 1;
      question.served -= askers;
      const took = performance.now() - begunAt;
      if (askers > 1 && took > LONG_MS) {
        if (question.hurried > 0) question.hurried -= 1;
        else question.reunion = this.reunite(key, question, { took, answered: askers });
      }
      this.goOn(key, question);
    };
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

/** The read goes on behind a promise, so that it has the context of who was the first to ask: it is in their trace. */
function newWaiting(read: Read): Waiting {
  const begun: PromiseWithResolvers<void> = Promise.withResolvers();
  return { rows: begun.promise.then(read), begin: begun.resolve, askers: 0 };
}

function newQuestion(): Question {
  return { running: 0, served: 0, waiting: undefined, reunion: undefined, hurried: 0 };
}

/**
 * Two askers are served side by side, as without us. With a third, one read runs after the other:
 * beside one that serves many, a single asker's would take half of the database for itself.
 */
function mayBegin({ running, served, reunion }: Question, askers: number): boolean {
  if (reunion !== undefined && askers < reunion.askers) return false;
  return running === 0 || served + askers <= 2;
}
