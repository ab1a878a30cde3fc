import { AsyncLocalStorage } from 'node:async_hooks';

type Work = () => void;

/**
 * Work for the end of a turn of the event loop, behind all that the sockets bring in it. It is done
 * in one go: what is sent by it can leave in one write.
 */
export class Turn {
  private works: Work[] = [];

  /** @param together - does all of it */
  constructor(private readonly together = justDo) {}

  /** @param work - throws nothing; it runs in the context of who asks for it, which spans belong to */
  atEnd(work: Work): void {
    if (this.works.push(AsyncLocalStorage.bind(work)) === 1) process.nextTick(this.end);
  }

  private readonly end = (): void => {
    const { works } = this;
    this.works = [];
    this.together(() => {
      for (const work of works) work();
    });
  };
}

function justDo(work: Work): void {
  work();
}
