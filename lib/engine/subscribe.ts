import type { EventSubscriber, MikroORM } from '@mikro-orm/core';

/** Tells of all that a database's entity managers do, also of those that are forked with a fresh event manager. */
export function subscribe({ config, em }: MikroORM, subscriber: EventSubscriber): void {
  em.getEventManager().registerSubscriber(subscriber);
  config.set('subscribers', [...new Set([...config.get('subscribers'), subscriber])]);
}
