import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module, type DynamicModule } from '@nestjs/common';
import { Book } from './book.entity.js';
import { BooksModule } from './books.module.js';
import { connection } from './connection.js';
import { notFound } from './not-found.js';

@Module({ imports: [BooksModule] })
export class AppModule {
  static on(databaseUrl: string): DynamicModule {
    const orm = MikroOrmModule.forRoot({
      entities: [Book],
      findOneOrFailHandler: notFound,
      ...connection(databaseUrl),
    });
    return { module: AppModule, imports: [orm] };
  }
}
