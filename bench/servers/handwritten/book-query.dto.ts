import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LIST_SIZE, MAX_PAGE_SIZE, type PageQuery, type StreamQuery } from '../../resource/book.js';

/** What a query says of a boolean; anything else is left to be refused. */
const TRUTHS = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

export class PageQueryDto implements PageQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page = 1;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => TRUTHS.get(value) ?? value)
  @IsBoolean()
  in_print?: boolean;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  'pages[gte]'?: number;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @IsOptional()
  @IsIn(['-price'])
  ordering?: '-price';
}

export class StreamQueryDto implements StreamQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  page_size = LIST_SIZE;

  @IsOptional()
  @IsString()
  cursor?: string;

  @IsOptional()
  @IsIn(['created_at'])
  ordering?: 'created_at';
}
