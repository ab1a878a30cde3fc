import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { sqliteFile } from '../../database/database-url.js';
import { answerCache } from '../handwritten/answer-cache.js';
import { BookCacheController } from './book-cache.controller.js';
import { BookPagesController } from './book-pages.controller.js';
import { BookPagesService } from './book-pages.service.js';
import { BooksController } from './books.controller.js';
import { BooksService } from './books.service.js';
import { COLUMN_VALUES, POSTGRES_VALUES, SQLITE_VALUES } from './column-values.js';
import { DB, openDb, type Db } from './database.js';

@Module({
  imports: [answerCache],
  controllers: [BooksController, BookPagesController, BookCacheController],
  providers: [BooksService, BookPagesService],
})
export class AppModule implements OnApplicationShutdown {
  constructor(@Inject(DB) private readonly db: Db) {}

  static on(databaseUrl: string): DynamicModule {
    const file = sqliteFile(databaseUrl);
    return {
      module: AppModule,
      providers: [
        { provide: DB, useFactory: () => openDb(databaseUrl, file) },
        {
          provide: COLUMN_VALUES,
          useValue: file === undefined ? POSTGRES_VALUES : SQLITE_VALUES,
        },
      ],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.db.destroy();
  }
}
