import { plainToInstance, Transform } from 'class-transformer';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import type { UserStory } from './story.entity';
import { parseUserStory } from './user-story';

/** Who wants what, and what for. */
export class UserStoryText {
  /**
   * Who wants it; null when nobody says.
   * @example "customer"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  role?: string | null = null;

  /**
   * What is wanted.
   * @example "to pay by card"
   */
  @IsString()
  @Length(1, 10_000)
  want: string;

  /**
   * What it is good for; null when nobody says.
   * @example "I need not leave the shop"
   */
  @IsOptional()
  @IsString()
  @MaxLength(5000)
  benefit?: string | null = null;

  static toUserStory({ role = null, want, benefit = null }: UserStoryText): UserStory {
    return { role, want, benefit };
  }
}

/** What must be true. */
export class CriterionText {
  /**
   * In words.
   * @example "A refused card is told why"
   */
  @IsString()
  @Length(1, 5000)
  text: string;
}

const userStoryOf = (value: unknown) =>
  plainToInstance(UserStoryText, typeof value === 'string' ? parseUserStory(value) : value);

const textOf = (value: unknown) => plainToInstance(CriterionText, typeof value === 'string' ? { text: value } : value);

/** Takes an object or one text. */
export const TakesUserStory = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === undefined || value === null ? value : userStoryOf(value)));

/** Takes a list of objects or texts. */
export const TakesTexts = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(textOf) : value));

/** How the OpenAPI document shows them. */
export const userStoryShape = {
  oneOf: [{ $ref: '#/components/schemas/UserStoryText' }, { type: 'string', minLength: 1, maxLength: 10_000 }],
  nullable: true,
  example: 'As a customer, I want to pay by card, so that I need not leave the shop',
};

export const criterionTexts = {
  type: 'array' as const,
  items: { oneOf: [{ type: 'string', minLength: 1, maxLength: 5000 }, { $ref: '#/components/schemas/CriterionText' }] },
  example: ['A refused card is told why'],
};
