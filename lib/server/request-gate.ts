import { AsyncLocalStorage } from 'node:async_hooks';

type Work = () => void;

/** While requests come one by one, every so many is held to see whether others come with it. */
const LOOK_EVERY = 16;

/** After so many that came alone they are taken to come one by one. */
const ALONE = 4;

/** Requests that are let in together at most. */
const MOST = 64;

/**
 * Lets the requests in together that come in one turn of the event loop: what they ask of the database can then be
 * asked at once, and their answers leave one behind the other, so that who reads them is woken up once.
 * A request that comes alone would wait for nothing, so it is let in at once.
 */
export class RequestGate {
  private waiting: Work[] = [];
  private held = 0;
  private alone = ALONE;

  /** @param work - serves the request, in the context that it comes in; it throws nothing */
  enter(work: Work): void {
    if (this.alone >= ALONE && this.waiting.length === 0 && ++this.held % LOOK_EVERY > 0) {
      work();
      return;
    }
    const count = this.waiting.push(AsyncLocalStorage.bind(work));
    if (count === 1) setImmediate(this.open);
    else if (count === MOST) this.open();
  }

  private readonly open = (): void => {
    const { waiting } = this;
    this.waiting = [];
    this.alone = waiting.length > 1 ? 0 : this.alone + 1;
    for (const work of waiting) work();
  };
}
