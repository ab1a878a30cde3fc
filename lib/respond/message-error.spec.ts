import { EventEmitter } from 'node:events';

import { BadRequestException, Logger } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/internal';
import { lastValueFrom, type Observable } from 'rxjs';
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';

import { NotFoundError } from '../error/not-found.error.js';
import { ValidationError } from '../error/validation.error.js';
import { LightApiErrorFilter } from './error.filter.js';

const filter = new LightApiErrorFilter(new ApplicationConfig());

/** As `RpcException` and `WsException` are. */
class MessageException extends Error {
  constructor(private readonly told: string | object) {
    super('message exception');
  }

  getError(): string | object {
    return this.told;
  }
}

let logged: MockInstance;

beforeEach(() => {
  logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  return () => {
    logged.mockRestore();
  };
});

describe.each([
  ['an error of a service', new NotFoundError(), 'not found'],
  ['an HTTP exception', new BadRequestException('no such day'), 'no such day'],
  ["an exception of Nest's for messages", new MessageException('too late'), 'too late'],
  ['anything else', new TypeError('x is not a function'), 'Internal server error'],
])('%s', (_, error, message) => {
  const payload = { status: 'error', message };

  it('reaches the sender of a message', async () => {
    const answer = filter.catch(error, hostOf('rpc', {})) as Observable<unknown>;

    await expect(lastValueFrom(answer)).rejects.toEqual(payload);
  });

  it('reaches a client of Socket.IO', () => {
    const client = new EventEmitter();
    const told: unknown[] = [];
    client.on('exception', (what) => told.push(what));

    filter.catch(error, hostOf('ws', client));

    expect(told).toEqual([payload]);
  });

  it('reaches a client of ws', () => {
    const sent: string[] = [];
    const client = Object.assign(new EventEmitter(), {
      readyState: 1,
      send: (text: string) => sent.push(text),
    });

    filter.catch(error, hostOf('ws', client));

    expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([
      { event: 'exception', data: payload },
    ]);
  });
});

it("what Nest's exceptions hold is told as it is", async () => {
  const error = new MessageException({ code: 7 });

  const answer = filter.catch(error, hostOf('rpc', {})) as Observable<unknown>;

  await expect(lastValueFrom(answer)).rejects.toEqual({ code: 7 });
});

it('places of a wrong body are told', async () => {
  const entry = { loc: ['body', 'title'], msg: 'field required', type: 'missing', input: {} };

  const answer = filter.catch(
    new ValidationError([entry]),
    hostOf('rpc', {}),
  ) as Observable<unknown>;

  await expect(lastValueFrom(answer)).rejects.toEqual({ status: 'error', message: [entry] });
});

it('only faults are logged', () => {
  filter.catch(new NotFoundError(), hostOf('rpc', {}));
  expect(logged).not.toHaveBeenCalled();
  filter.catch(new TypeError('x'), hostOf('rpc', {}));
  expect(logged).toHaveBeenCalledOnce();
});

function hostOf(type: string, client: object): ExecutionContextHost {
  const host = new ExecutionContextHost([client, {}]);
  host.setType(type);
  return host;
}
