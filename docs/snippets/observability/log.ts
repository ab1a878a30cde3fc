import { currentRequestId } from 'nestjs-lightapi';

interface Logger {
  info(members: object, text: string): void;
}

export function lend(logger: Logger, id: number): void {
  logger.info({ requestId: currentRequestId(), book: id }, 'lent');
}
