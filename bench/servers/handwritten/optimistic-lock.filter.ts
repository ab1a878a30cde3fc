import { OptimisticLockError } from '@mikro-orm/core';
import { Catch, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

@Catch(OptimisticLockError)
export class OptimisticLockFilter implements ExceptionFilter<OptimisticLockError> {
  catch(_: OptimisticLockError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.code(HttpStatus.CONFLICT).send({ detail: 'version conflict' });
  }
}
