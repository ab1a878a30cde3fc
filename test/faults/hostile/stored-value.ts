import { isDeepStrictEqual } from 'node:util';

import type { MemberKind } from './fuzz-target.js';

/** Whether what was sent is what came back, by the kind of the member. */
export function isSame(kind: MemberKind, sent: unknown, stored: unknown): boolean {
  if (kind === 'other') return true;
  if (sent === null || stored === null) return sent === stored;
  return SAME[kind](sent, stored);
}

const equal = (sent: unknown, stored: unknown) => sent === stored;

const SAME: Readonly<
  Record<Exclude<MemberKind, 'other'>, (sent: unknown, stored: unknown) => boolean>
> = {
  text: equal,
  boolean: equal,
  int: (sent, stored) => typeof sent === 'number' && sent + 0 === stored,
  float: (sent, stored) => typeof sent === 'number' && sent + 0 === stored,
  bigint: (sent, stored) => String(BigInt(sent as string | number)) === stored,
  decimal: (sent, stored) => unitsOf(String(sent)) === unitsOf(String(stored)),
  datetime: (sent, stored) => momentOf(sent) === Date.parse(String(stored)),
  date: equal,
  time: (sent, stored) => clockOf(String(sent)) === clockOf(String(stored)),
  uuid: (sent, stored) => String(sent).toLowerCase() === stored,
  json: (sent, stored) => isDeepStrictEqual(withoutMinusZero(sent), stored),
};

/** A decimal in units of 10^-400, so that every spelling of it is the same. */
function unitsOf(text: string): bigint {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const shift = 400 + Number(power) - fraction.length;
  return BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(shift);
}

function momentOf(sent: unknown): number {
  const text = String(sent).toUpperCase().replace(' ', 'T');
  const [day = '', time = '00:00'] = text.split('T');
  const zone = /(?:Z|[+-]\d\d:?\d\d)$/.exec(time)?.[0] ?? 'Z';
  const clock = time.replace(zone, '');
  return Date.parse(`${day}T${clock}${zone === 'Z' ? zone : zone.replace(/:?(\d\d)$/, ':$1')}`);
}

function clockOf(text: string): string {
  const [minutes = '', fraction = ''] = text.split('.');
  return `${minutes.padEnd(8, ':00')}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
