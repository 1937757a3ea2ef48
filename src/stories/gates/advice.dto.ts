import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { wholeNumber } from '../../database/page';

/** Who asks for advice, and for how much. */
export class AdviceQuery {
  /**
   * Who asks, to see what is for this agent or its team alone too.
   * @example "qa"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * How many memories at most.
   * @example 5
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(50)
  limit?: number = 5;
}
