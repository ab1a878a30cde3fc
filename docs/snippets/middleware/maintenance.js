export class Maintenance {
  process(_request, response) {
    response?.headers.set('x-served-by', 'lightapi');
  }
}
