import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';
import { textIn } from './free-text';
import type { RecallRequest } from './recall.service';

/** The longest text that is taken; the first 20 000 characters of it are read. */
const TEXT = 100_000;

/** A member that takes a text or a free-form object. */
const TextOrObject = (): PropertyDecorator =>
  applyDecorators(
    ValidateBy({
      name: 'textOrObject',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' ? value.length <= TEXT : typeof value === 'object' && !Array.isArray(value),
        defaultMessage: () => `$property must be a text of at most ${TEXT} characters or an object`,
      },
    }),
    ApiProperty({
      required: false,
      oneOf: [
        { type: 'string', maxLength: TEXT },
        { type: 'object', additionalProperties: true },
      ],
      description: 'What else is known, as a text or free form: its words matter less than those of the query.',
      example: { goal: 'the checkout page' },
    }),
  );

/** How an answer of memories is asked for. */
export class RecallOptions {
  /**
   * The client's own id of the conversation, for the record.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /**
   * Who talks to the agent, for the record.
   * @example "ada"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /** Whom or what the question is about. Names in the question that memories have as entities are found without this. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  entities?: string[];

  @IsOptional()
  @TextOrObject()
  context?: string | Record<string, unknown>;

  /**
   * How many memories at most.
   * @example 10
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  /**
   * Only memories that are at least this sure to help, 0 to 1.
   * @example 0.1
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  min_confidence?: number;

  /**
   * How many characters the contents of the answer may have together: the best that fit are taken.
   * @example 8000
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  max_chars?: number;

  /** Whether to show what each memory's rank is made of. */
  @IsOptional()
  @IsBoolean()
  explain?: boolean;

  static toRequest({ context, ...options }: RecallOptions): Omit<RecallRequest, 'operation'> {
    const { session_id, user_id, entities, limit = 10, min_confidence, max_chars } = options;
    return {
      sessionId: session_id,
      userId: user_id,
      entities,
      limit,
      minConfidence: min_confidence,
      maxChars: max_chars,
      context: textIn(context),
    };
  }
}

export class RecallContext extends RecallOptions {
  /**
   * For whom: decides which memories may be seen. Its `agent_id`, `pack:agent_id` or UUID.
   * @example "dev"
   */
  @IsString()
  @Length(1, 200)
  agent_id: string;

  /**
   * What the agent wants to know. Without it the context is the question; without both the newest memories are the answer.
   * @example "Why was the customer charged twice?"
   */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT)
  query?: string;
}
