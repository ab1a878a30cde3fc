import { MikroOrmModule, type MikroOrmModuleSyncOptions } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { Module, type DynamicModule } from '@nestjs/common';
import { sqliteFile } from '../../database/database-url.js';
import { Book } from './book.entity.js';
import { BooksModule } from './books.module.js';
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

function connection(databaseUrl: string): MikroOrmModuleSyncOptions {
  const file = sqliteFile(databaseUrl);
  return file === undefined
    ? { driver: PostgreSqlDriver, clientUrl: databaseUrl, pool: { max: 10 } }
    : { driver: SqliteDriver, dbName: file };
}
