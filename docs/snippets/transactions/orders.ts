import { Injectable } from '@nestjs/common';
import {
  Endpoint,
  EndpointService,
  entityOf,
  Field,
  InjectEndpoint,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
  UniqueViolationError,
} from 'nestjs-lightapi';

@Endpoint('/books')
export class Book extends RestEndpoint {
  @Field({ unique: true }) title!: string;
  @Field({ default: false }) sold?: boolean;
}

@Endpoint('/shelves', { table: 'shelves' })
export class Shelf extends RestEndpoint {
  @Field() full!: boolean;
}

@Endpoint('/orders')
export class Order extends RestEndpoint {
  constructor(
    private readonly transactions: Transactions,
    @InjectEndpoint(Book) private readonly books: EndpointService<Book>,
  ) {
    super();
  }

  @Field({ foreignKey: 'books.id' }) book_id!: number;

  override create(data: RequestBody, request: LightApiRequest) {
    return this.transactions.run(async (em) => {
      const order = await super.create(data, request);
      const book = await this.books.retrieve(order.book_id);
      await this.books.update(book.id, { sold: true, version: book.version }, { partial: true });
      await em.nativeUpdate(entityOf(Shelf), { full: true }, { full: false });
      return order;
    });
  }
}

@Injectable()
export class Importer {
  constructor(
    private readonly transactions: Transactions,
    @InjectEndpoint(Book) private readonly books: EndpointService<Book>,
  ) {}

  async run() {
    await this.transactions.run(async (em) => {
      await em
        .transactional(() => this.books.create({ title: 'Emma' }))
        .catch((error: unknown) => {
          if (!(error instanceof UniqueViolationError)) throw error;
        });
      await this.books.create({ title: 'Persuasion' });
    });
  }
}
