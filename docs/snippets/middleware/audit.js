export class Audit {
  process(_request, response) {
    response?.headers.set('x-audit', 'done');
  }
}
