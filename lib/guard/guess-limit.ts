import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { TooManyRequestsError } from '../error/too-many-requests.error.js';
import type { Throttle } from './throttle.js';

/** How often what is no longer needed is thrown away, in milliseconds. */
const SWEEP_EVERY = 60_000;

/** What is known of a client that gives passwords. */
interface Client {
  /** Wrong passwords that it may still give. */
  left: number;
  /** When it may give more, in milliseconds since the epoch; `0` while it gave none. */
  until: number;
  /** Passwords that nobody has answered yet. */
  readonly asked: Set<Promise<unknown>>;
}

/**
 * Lets a client give as many wrong passwords as it may log in, and refuses it without asking
 * anybody then. Right ones are not counted.
 */
export class GuessLimit {
  private readonly clients = new Map<string, Client>();
  private sweptAt = 0;

  /** @param throttle - of the login; `undefined`: nothing is limited */
  constructor(private readonly throttle: Throttle | undefined) {}

  /**
   * @param ask - answers the user; nobody where the password is wrong
   * @throws {@link TooManyRequestsError}
   */
  async attempt<T>(request: LightApiRequest, ask: () => T | Promise<T>): Promise<T> {
    const { throttle } = this;
    if (throttle === undefined) return ask();
    const address = throttle.clientOf(request.ip);
    let client = this.admit(address);
    while (client.asked.size >= client.left) {
      await Promise.race(client.asked);
      client = this.admit(address);
    }
    // Nothing is waited for since the place was seen to be free, or others would see it, too.
    const answer = counted(ask, async () => {
      const standing = await throttle.record(request.ip);
      if (standing === undefined) return;
      client.left = Math.min(client.left, standing.left);
      client.until = Date.now() + standing.wait * 1000;
    });
    const settled = answer.catch(() => undefined);
    client.asked.add(settled);
    void settled.then(() => client.asked.delete(settled));
    return answer;
  }

  /**
   * No more may be asked about at once than may be wrong, so that who sends them all together has no more of them; the
   * others wait.
   */
  private admit(address: string): Client {
    const client = this.clientAt(address);
    if (client.left < 1) throw new TooManyRequestsError(secondsUntil(client.until));
    return client;
  }

  private clientAt(address: string): Client {
    this.sweep();
    const known = this.clients.get(address) ?? { left: 0, until: 0, asked: new Set() };
    this.clients.set(address, known);
    if (known.until <= Date.now()) known.left = this.throttle?.fewest ?? Infinity;
    return known;
  }

  private sweep(): void {
    const now = Date.now();
    if (now - this.sweptAt < SWEEP_EVERY) return;
    this.sweptAt = now;
    for (const [address, { asked, until }] of this.clients)
      if (asked.size === 0 && until <= now) this.clients.delete(address);
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

function secondsUntil(time: number): number {
  return Math.max(1, Math.ceil((time - Date.now()) / 1000));
}
