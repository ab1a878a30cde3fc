import type { HostileRequest } from './hostile-request.js';

/** @param callers - the values of `Authorization` by caller; `undefined` sends none */
export function requestBytes(
  request: HostileRequest,
  callers: readonly (string | undefined)[],
): Buffer {
  const { method, path, body, framing } = request;
  const caller = callers[request.caller];
  const headers = [
    ...(has(request, 'host') ? [] : ['host: a']),
    'connection: close',
    ...(caller === undefined ? [] : [`authorization: ${caller}`]),
    ...(body === undefined || has(request, 'content-type')
      ? []
      : ['content-type: application/json']),
    ...request.headers.map((pair) => pair.join(': ')),
    ...framingHeaders(body, framing),
  ];
  const head = Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`,
    'latin1',
  );
  return Buffer.concat([head, body === undefined ? Buffer.alloc(0) : framed(body, framing)]);
}

function has({ headers }: HostileRequest, name: string): boolean {
  return headers.some(([one]) => one === name);
}

function framingHeaders(body: Buffer | undefined, framing: HostileRequest['framing']): string[] {
  const length = body?.length ?? 0;
  switch (framing) {
    case 'length':
    case 'cut':
      return body === undefined ? [] : [`content-length: ${length}`];
    case 'chunked':
      return ['transfer-encoding: chunked'];
    case 'short':
      return [`content-length: ${Math.max(0, length - 1)}`];
    case 'long':
      return [`content-length: ${length + 10}`];
    case 'none':
      return [];
  }
}

function framed(body: Buffer, framing: HostileRequest['framing']): Buffer {
  if (framing === 'cut') return body.subarray(0, body.length / 2);
  if (framing !== 'chunked') return body;
  const size = body.length.toString(16);
  const chunk = body.length === 0 ? [] : [Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n')];
  return Buffer.concat([...chunk, Buffer.from('0\r\n\r\n')]);
}

/** Whether the server may wait for more than it gets. */
export function isHalf({ method, path, headers, framing }: HostileRequest): boolean {
  const names = headers.map(([name]) => name);
  const isFramed = ['content-length', 'transfer-encoding', 'expect', 'upgrade'].some((name) =>
    names.includes(name),
  );
  return framing === 'cut' || framing === 'long' || isFramed || !`${method}${path}`.trim();
}
