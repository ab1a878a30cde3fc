type Work = () => void;

/**
 * While requests are let in at once, every so many is held to see whether others come with it. A prime, as of turns
 * of 2, 4 or 8 it would be the same one each time, and could be the last.
 */
const LOOK_EVERY = 17;

/** After so many turns in a row that gave nothing to do together, requests are let in at once. */
const APART = 4;

/** Requests that are let in together at most. */
const MOST = 64;

/** Those of a turn that wait for its end. */
interface Held {
  readonly open: PromiseWithResolvers<void>;
  count: number;
  /** What the first few have asked. */
  readonly questions: Set<string>;
}

/**
 * Lets the requests in together that come in one turn of the event loop: what they ask of the database can
 * then be asked at once, and their answers leave one behind the other, so that who reads them is woken up
 * once.
 *
 * A request that comes alone would wait for nothing, so it is let in at once. So are a few that ask for different
 * things, where the database works in a process of its own: beside what it does for one, the next is looked at.
 */
export class RequestGate {
  private held: Held | undefined;
  private passed = 0;
  private apart = APART;

  /** @param few - that many in a turn are better off apart, unless two of them ask the same */
  constructor(private readonly few: number) {}

  /**
   * @param question - who asks the same can be answered together
   * @param work - serves the request, in the context that it comes in; it throws nothing
   */
  enter(question: string, work: Work): void {
    this.passed += 1;
    const isLook = this.passed % LOOK_EVERY === 0;
    if (this.apart >= APART && this.held === undefined && !isLook) {
      work();
      return;
    }
    const held = (this.held ??= this.hold());
    void held.open.promise.then(work);
    if (held.count < this.few) held.questions.add(question);
    held.count += 1;
    if (held.count === MOST) this.open(held);
  }

  private hold(): Held {
    const open: Held['open'] = Promise.withResolvers();
    const held = { open, count: 0, questions: new Set<string>() };
    setImmediate(() => {
      if (this.held === held) this.open(held);
    });
    return held;
  }

  private open({ open, count, questions }: Held): void {
    this.held = undefined;
    const hasEqual = questions.size < count;
    this.apart = count > this.few || hasEqual ? 0 : this.apart + 1;
    open.resolve();
  }
}
