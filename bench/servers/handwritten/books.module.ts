import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { answerCache } from './answer-cache.js';
import { BookCacheController } from './book-cache.controller.js';
import { Book } from './book.entity.js';
import { BookPagesController } from './book-pages.controller.js';
import { BookPagesService } from './book-pages.service.js';
import { BooksController } from './books.controller.js';
import { BooksService } from './books.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([Book]), answerCache],
  controllers: [BooksController, BookPagesController, BookCacheController],
  providers: [BooksService, BookPagesService],
})
export class BooksModule {}
