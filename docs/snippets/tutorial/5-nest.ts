import { Controller, Get, Module, Param } from '@nestjs/common';
import { EndpointService, InjectEndpoint, LightApiModule } from 'nestjs-lightapi';

import { Book } from './3-questions.js';
import { Review } from './4-reviews.js';

@Controller('books/:id/rating')
export class RatingController {
  constructor(@InjectEndpoint(Review) private readonly reviews: EndpointService<Review>) {}

  @Get()
  async rating(@Param('id') id: string) {
    const { results } = await this.reviews.list({ query: { book_id: id } });
    const stars = results.map((review) => review.stars);
    const sum = stars.reduce((total, star) => total + star, 0);
    return { reviews: stars.length, stars: stars.length === 0 ? null : sum / stars.length };
  }
}

@Module({
  imports: [LightApiModule.forRoot({ database: 'sqlite:books.db', endpoints: [Book, Review] })],
  controllers: [RatingController],
})
export class AppModule {}
