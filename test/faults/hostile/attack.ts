import type { CaseRecord } from '../frame/case-record.js';
import { faultOf } from './answer-judge.js';
import { comparison } from './faithfulness.js';
import type { HostileRequest } from './hostile-request.js';
import { type RawAnswer, rawExchange } from './raw-exchange.js';
import { isHalf, requestBytes } from './request-bytes.js';
import type { TargetProcess } from './target-process.js';

/** As much of a request as a failure shows. */
const SHOWN = 600;

const OURS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Sends requests to one server, and keeps what is wrong with its answers. */
export class Attack {
  readonly faults: string[] = [];
  compared = 0;

  constructor(
    private readonly target: TargetProcess,
    private readonly record: CaseRecord,
    private readonly callers: readonly (string | undefined)[],
    /** An application of Nest: what no route of ours serves, Nest answers in its own shape. */
    private readonly isNest: boolean,
  ) {}

  /** One after the other. */
  async send(requests: readonly HostileRequest[]): Promise<void> {
    for (const request of requests) await this.sendOne(request);
  }

  private async sendOne(request: HostileRequest): Promise<void> {
    const { url } = this.target;
    const bytes = requestBytes(request, this.callers);
    const answer = await rawExchange(url, bytes, isHalf(request));
    this.record.answer(answer.hangs ? 'hangs' : answer.status, answer.took);
    this.note(this.faultOf(request, answer), bytes);
    const caller = this.callers[request.caller];
    const { isCompared, fault } = await comparison(url, request, { answer, caller });
    this.compared += Number(isCompared);
    this.note(fault, bytes);
  }

  private faultOf(request: HostileRequest, answer: RawAnswer): string | undefined {
    const isOthers = this.isNest && answer.status < 500 && isNotOurs(request, answer);
    return isOthers ? undefined : faultOf(request.method, answer);
  }

  private note(fault: string | undefined, bytes: Buffer): void {
    if (fault !== undefined)
      this.faults.push(`${fault}\n${bytes.toString('latin1').slice(0, SHOWN)}`);
  }
}

/** Of Nest are unknown verbs and paths without an id, of Node an unknown `Expect`. */
function isNotOurs({ method, path }: HostileRequest, { status }: RawAnswer): boolean {
  return !OURS.includes(method) || status === 417 || (status === 404 && path.endsWith('/'));
}
