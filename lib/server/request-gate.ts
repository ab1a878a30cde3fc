type Work = () => void;

/** While requests come one by one, every so many is held to see whether others come with it. */
const LOOK_EVERY = 16;

/** After so many that came alone they are taken to come one by one. */
const ALONE = 4;

/** Requests that are let in together at most. */
const MOST = 64;

/** Requests that wait for each other. */
interface Held {
  readonly open: PromiseWithResolvers<void>;
  count: number;
}

/**
 * Lets the requests in together that come in one turn of the event loop: what they ask of the database can
 * then be asked at once, and their answers leave one behind the other, so that who reads them is woken up
 * once. A request that comes alone would wait for nothing, so it is let in at once.
 */
export class RequestGate {
  private held: Held | undefined;
  private passed = 0;
  private alone = ALONE;

  /** @param work - serves the request, in the context that it comes in; it throws nothing */
  enter(work: Work): void {
    if (this.alone >= ALONE && this.held === undefined && ++this.passed % LOOK_EVERY > 0) {
      work();
      return;
    }
    const held = (this.held ??= this.hold());
    void held.open.promise.then(work);
    held.count += 1;
    if (held.count === MOST) this.open(held);
  }

  private hold(): Held {
    const open: Held['open'] = Promise.withResolvers();
    const held = { open, count: 0 };
    setImmediate(() => {
      if (this.held === held) this.open(held);
    });
    return held;
  }

  private open({ open, count }: Held): void {
    this.held = undefined;
    this.alone = count > 1 ? 0 : this.alone + 1;
    open.resolve();
  }
}
