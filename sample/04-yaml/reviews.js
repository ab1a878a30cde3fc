import { Field, RestEndpoint } from 'nestjs-lightapi';

/** Signed by who is logged in, whatever the body says. */
export class ReviewEndpoint extends RestEndpoint {
  create(data, request) {
    return super.create({ ...data, author: request.user.sub }, request);
  }
}

Field({ type: 'int', foreignKey: 'products.id' })(ReviewEndpoint.prototype, 'product_id');
Field({ type: 'int', ge: 1, le: 5 })(ReviewEndpoint.prototype, 'stars');
Field({ type: 'string', optional: true })(ReviewEndpoint.prototype, 'author');
