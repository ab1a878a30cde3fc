import { PartialType } from '@nestjs/mapped-types';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Matches, Min } from 'class-validator';
import {
  AUTHOR_MAX_LENGTH,
  PAGES_MIN,
  PRICE_PATTERN,
  TITLE_MAX_LENGTH,
} from '../../../resource/book.js';

export class CreateBookDto {
  @IsString()
  @Length(1, TITLE_MAX_LENGTH)
  title!: string;

  @IsString()
  @Length(1, AUTHOR_MAX_LENGTH)
  author!: string;

  @IsOptional()
  @Matches(PRICE_PATTERN)
  price?: string | null;

  @IsInt()
  @Min(PAGES_MIN)
  pages!: number;

  @IsBoolean()
  in_print!: boolean;
}

export class UpdateBookDto extends PartialType(CreateBookDto) {
  @IsInt()
  version!: number;
}
