import type { FastifyReply } from 'fastify';

import { describeAnswer } from '../respond/answer-headers.js';
import type { FoundAnswer } from './answer-cache.js';
import type { BypassReason, CacheQuestion } from './cached-endpoint.interface.js';

/** Who says it. */
const NAME = 'lightapi';

/**
 * Tells clients, and caches on the way to them, where an answer came from, and what they may do
 * with it: keep it, and ask each time whether it is still good, as we know of writes and they do not.
 */
export function tellCaches(
  reply: FastifyReply,
  { asked, isPersonal }: CacheQuestion,
  found: FoundAnswer,
): void {
  describeAnswer(reply, {
    'cache-status': `${NAME}; ${statusOf(found, asked)}`,
    ...(found.via === 'hit' && { age: String(found.age) }),
    ...(!reply.hasHeader('cache-control') && {
      'cache-control': isPersonal ? 'private, no-cache' : 'no-cache',
    }),
  });
}

/** @see RFC 9211, section 2 */
function statusOf(found: FoundAnswer, asked: CacheQuestion['asked']): string {
  switch (found.via) {
    case 'hit':
      return `hit; ttl=${typeof asked === 'string' ? 0 : asked.ttl - found.age}`;
    case 'collapsed':
      return 'fwd=miss; collapsed';
    case 'loaded':
      return found.isStored ? 'fwd=miss; stored' : 'fwd=miss';
    case 'bypass':
      return `fwd=bypass; detail=${detailOf(asked)}`;
  }
}

function detailOf(asked: CacheQuestion['asked']): BypassReason | 'unavailable' {
  return typeof asked === 'string' ? asked : 'unavailable';
}
