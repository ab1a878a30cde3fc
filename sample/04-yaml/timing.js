import { Middleware } from 'nestjs-lightapi';

/** Says how long each request took, in milliseconds. */
export class Timing extends Middleware {
  begun = new WeakMap();

  process(request, response) {
    if (response === null) {
      this.begun.set(request, performance.now());
      return;
    }
    const duration = performance.now() - this.begun.get(request);
    response.headers.set('server-timing', `total;dur=${duration.toFixed(1)}`);
  }
}
