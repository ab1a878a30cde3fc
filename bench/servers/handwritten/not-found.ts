import { NotFoundException } from '@nestjs/common';

/** With the body that the other servers send. */
export function notFound(): NotFoundException {
  return new NotFoundException({ detail: 'not found' });
}
