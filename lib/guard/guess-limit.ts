import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { TooManyRequestsError } from '../error/too-many-requests.error.js';
import { KnownStanding } from './known-standing.js';
import type { Standing, Throttle } from './throttle.js';
import { within } from './within.js';

/** How often what is no longer needed is thrown away, in milliseconds. */
const SWEEP_EVERY = 60_000;

/** How long a password may wait until others are answered, in milliseconds. */
const PATIENCE = 10_000;

/** What is known of a client that gives passwords. */
interface Client {
  readonly standing: KnownStanding;
  /** Passwords that nobody has answered yet. */
  readonly asked: Set<Promise<unknown>>;
}

/**
 * Lets a client give as many wrong passwords as it may log in, and refuses it without asking
 * anybody then. Right ones are not counted; those that nobody answers in time are, as their places
 * would be taken for ever else.
 */
export class GuessLimit {
  private readonly clients = new Map<string, Client>();
  private sweptAt = 0;

  /**
   * @param throttle - of the login; `undefined`: nothing is limited
   * @param patience - how long a password may wait until others are answered, in milliseconds
   */
  constructor(
    private readonly throttle: Throttle | undefined,
    private readonly patience = PATIENCE,
  ) {}

  /**
   * @param ask - answers the user; nobody where the password is wrong
   * @throws {@link TooManyRequestsError}
   */
  async attempt<T>(request: LightApiRequest, ask: () => T | Promise<T>): Promise<T> {
    const { throttle } = this;
    if (throttle === undefined) return ask();
    const givenUpAt = performance.now() + this.patience;
    let client = this.admit(request.ip, throttle);
    while (client.asked.size >= client.standing.left()) {
      await this.nextAnswer(client, givenUpAt);
      client = this.admit(request.ip, throttle);
    }
    // Nothing is waited for since the place was seen to be free, or others would see it, too.
    const count = once(async () => {
      this.learn(request.ip, await throttle.record(request.ip));
    });
    const answer = counted(ask, count);
    const settled = this.inTime(answer)
      .catch(count)
      .catch(() => undefined);
    client.asked.add(settled);
    void settled.finally(() => client.asked.delete(settled));
    return answer;
  }

  /** Takes in what was counted of a client, here or where it logs in. */
  learn(ip: string, standings: readonly Standing[]): void {
    if (this.throttle === undefined) return;
    const { standing } = this.clientAt(ip, this.throttle);
    for (const counted of standings) standing.learn(counted);
  }

  /**
   * No more may be asked about at once than may be wrong, so that who sends them all together has no more of them; the
   * others wait.
   */
  private admit(ip: string, throttle: Throttle): Client {
    const client = this.clientAt(ip, throttle);
    if (client.standing.left() < 1)
      throw new TooManyRequestsError(secondsUntil(client.standing.freeAt()));
    return client;
  }

  /** Whoever answers the passwords may never do so, for which nobody waits for ever. */
  private async nextAnswer({ asked }: Client, givenUpAt: number): Promise<void> {
    await this.inTime(Promise.race(asked), givenUpAt - performance.now());
  }

  private inTime(work: Promise<unknown>, patience = this.patience): Promise<unknown> {
    const retryAfter = Math.ceil(this.patience / 1000);
    return within(patience, work, () => new TooManyRequestsError(retryAfter));
  }

  private clientAt(ip: string, throttle: Throttle): Client {
    this.sweep();
    const address = throttle.clientOf(ip);
    const known = this.clients.get(address) ?? {
      standing: new KnownStanding(throttle.fewest),
      asked: new Set(),
    };
    this.clients.set(address, known);
    return known;
  }

  private sweep(): void {
    const now = Date.now();
    if (now - this.sweptAt < SWEEP_EVERY) return;
    this.sweptAt = now;
    for (const [address, { asked, standing }] of this.clients)
      if (asked.size === 0 && standing.isFresh()) this.clients.delete(address);
  }
}

async function counted<T>(ask: () => T | Promise<T>, failed: () => Promise<void>): Promise<T> {
  let user: T | undefined;
  try {
    user = await ask();
    return user;
  } finally {
    if (typeof user !== 'object' || user === null) await failed();
  }
}

/** Does the work with the first call; all get what it comes to. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

function secondsUntil(time: number): number {
  return Math.max(1, Math.ceil((time - Date.now()) / 1000));
}
