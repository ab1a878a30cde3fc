import { Injectable, Module } from '@nestjs/common';
import { EndpointService, InjectEndpoint, LightApiModule, type Resource } from 'nestjs-lightapi';

import { Book } from './bookstore.js';

@Injectable()
export class Shop {
  constructor(@InjectEndpoint(Book) private readonly books: EndpointService<Book>) {}

  order(): Promise<Resource<Book>> {
    return this.books.create({ title: 'Emma', author: 'Jane Austen' });
  }
}

@Module({
  imports: [LightApiModule.forRoot({ database: 'sqlite:books.db', endpoints: [Book] })],
  providers: [Shop],
})
export class AppModule {}
